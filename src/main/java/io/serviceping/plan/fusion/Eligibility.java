package io.serviceping.plan.fusion;

import io.serviceping.definition.ValueType;
import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.query.Aggregate;
import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.NotUnderstoodException;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.FinalExpression;
import io.serviceping.plan.scan.MetricAggregate;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.WindowColumn;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides which metrics have exactly the same value when computed from partial results. */
final class Eligibility {
    private final PlannerDialect dialect;
    private final Expressions expressions;

    Eligibility(PlannerDialect dialect, Expressions expressions) {
        this.dialect = dialect;
        this.expressions = expressions;
    }

    /**
     * How the metric's value is computed from its aggregates.
     *
     * @throws NotUnderstoodException with the reason why it has to run as written
     */
    FinalExpression finalExpression(MetricQuery query) throws NotUnderstoodException {
        Optional<String> grouping = query.grouping();
        if (query.parts().stream().flatMap(Eligibility::texts).anyMatch(text -> text.indexOf('?') >= 0)) {
            throw new NotUnderstoodException("has a question mark");
        } else if (grouping.filter(one -> !expressions.typeOf(one).isKey()).isPresent()) {
            throw new NotUnderstoodException(
                    "groups by something other than a text, a whole number or a boolean; ::text makes a key of an enumeration");
        }
        for (AggregateQuery one : query.aggregates()) {
            Aggregate aggregate = one.aggregate();
            Optional<String> why = aggregate.function().reasonAgainst(aggregate.argument(), expressions);
            if (why.isPresent()) {
                throw new NotUnderstoodException(why.get());
            }
        }
        FinalExpression finalExpression = new FinalExpressionPlanner(dialect, expressions, query).expression();
        requireType(query.metric().valueType(), grouping.isPresent(), finalExpression);
        return finalExpression;
    }

    private static void requireType(ValueType type, boolean grouped, FinalExpression finalExpression)
            throws NotUnderstoodException {
        ValueType fits = finalExpression instanceof FinalExpression.Comparison ? ValueType.BOOLEAN : ValueType.NUMBER;
        if (grouped && type != ValueType.OBJECT) {
            throw new NotUnderstoodException("its value is not an object");
        } else if (!grouped && type != fits) {
            throw new NotUnderstoodException("its value is not a " + fits.text());
        }
    }

    /** A question mark is a parameter in a prepared statement, except in a literal of {@link Predicate.OneOf}. */
    private static Stream<String> texts(MetricAggregate aggregate) {
        AggregateQuery query = aggregate.query();
        return Stream.of(
                        Stream.of(query.source().from(), query.aggregate().argument()),
                        query.grouping().stream(),
                        aggregate.window().map(WindowColumn::expression).stream(),
                        query.predicates().stream()
                                .map(predicate -> predicate instanceof Predicate.OneOf test
                                        ? test.expression()
                                        : predicate.sql()))
                .flatMap(some -> some);
    }
}
