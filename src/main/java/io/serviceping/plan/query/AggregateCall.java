package io.serviceping.plan.query;

import io.serviceping.plan.aggregate.AggregateFunction;
import java.util.Locale;
import java.util.Optional;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;

/**
 * A call of an aggregate in the syntax tree.
 *
 * @param name in lower case
 * @param argument an expression or {@code *}
 * @param filter the condition of its FILTER clause
 */
public record AggregateCall(String name, boolean distinct, Expression argument, Optional<Expression> filter) {
    static NotUnderstoodException insideAnExpression() {
        return new NotUnderstoodException("the aggregate is inside an expression");
    }

    /** The expression as an aggregate call. Empty: it is something else, such as an aggregate of two arguments. */
    public static Optional<AggregateCall> in(Expression expression) {
        if (expression instanceof Function function && AggregateFunction.isKnown(function.getName())) {
            ExpressionList<?> parameters = function.getParameters();
            return parameters == null || parameters.size() != 1
                    ? Optional.empty()
                    : Optional.of(new AggregateCall(
                            function.getName().toLowerCase(Locale.ROOT),
                            function.isDistinct(),
                            parameters instanceof ParenthesedExpressionList<?> ? parameters : parameters.get(0),
                            Optional.empty()));
        } else if (expression instanceof AnalyticExpression analytic
                && AggregateFunction.isKnown(analytic.getName())
                && analytic.getType() == AnalyticType.FILTER_ONLY
                && analytic.getExpression() != null) {
            return Optional.of(new AggregateCall(
                    analytic.getName().toLowerCase(Locale.ROOT),
                    analytic.isDistinct(),
                    analytic.getExpression(),
                    Optional.ofNullable(analytic.getFilterExpression())));
        }
        return Optional.empty();
    }

    /** The aggregate without its filter. */
    Aggregate aggregate(CanonicalExpression text) throws NotUnderstoodException {
        Expression bare = OperatorChain.bare(argument);
        Optional<AggregateFunction> function = function();
        if (function.isEmpty()) {
            throw new NotUnderstoodException("has " + name + "(distinct …)");
        } else if (function.get().input() == AggregateFunction.Input.ROWS) {
            return new Aggregate(function.get(), "");
        } else if (bare instanceof AllColumns || bare instanceof NullValue) {
            throw NotUnderstoodException.has(name + "(" + bare + ")");
        }
        return new Aggregate(function.get(), text.of(bare));
    }

    /** Empty: the function is not supported, such as {@code sum(distinct x)}. */
    public Optional<AggregateFunction> function() {
        Expression bare = OperatorChain.bare(argument);
        if (distinct) {
            return AggregateFunction.find(name, AggregateFunction.Input.DISTINCT_VALUES);
        }
        return Optional.of(bare)
                .filter(one -> isStar(one) || CanonicalValue.isValue(one))
                .flatMap(one -> AggregateFunction.find(name, AggregateFunction.Input.ROWS))
                .or(() -> AggregateFunction.find(name, AggregateFunction.Input.VALUES));
    }

    String text(CanonicalExpression text) throws NotUnderstoodException {
        String all = isStar(argument) ? "*" : text.of(argument);
        String call = name + "(" + (distinct ? "distinct " : "") + all + ")";
        return filter.isEmpty() ? call : call + " filter (where " + text.of(filter.get()) + ")";
    }

    private static boolean isStar(Expression expression) {
        return expression instanceof AllColumns && !(expression instanceof AllTableColumns);
    }
}
