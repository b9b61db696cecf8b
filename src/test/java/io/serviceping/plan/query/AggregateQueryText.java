package io.serviceping.plan.query;

import io.serviceping.plan.aggregate.Functions;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Aggregate queries as one line, for tests. A OneOf is in braces, which distinguishes it from an Other with the same
 * SQL.
 */
final class AggregateQueryText {
    private AggregateQueryText() {}

    static String of(SelectAnalysis analysis) {
        if (analysis instanceof SelectAnalysis.AsWritten asWritten) {
            return "as written: " + asWritten.why();
        }
        SelectAnalysis.Understood understood = (SelectAnalysis.Understood) analysis;
        String parts =
                understood.aggregates().stream().map(AggregateQueryText::of).collect(Collectors.joining("; "));
        boolean bare = understood.outer().equals(OuterExpression.NOTHING);
        return (bare ? "" : understood.outer().sql() + " of ")
                + parts
                + understood.windowColumn().map(column -> " window " + column).orElse("");
    }

    private static String of(AggregateQuery query) {
        Aggregate aggregate = query.aggregate();
        String where = query.predicates().isEmpty()
                ? ""
                : query.predicates().stream()
                        .map(AggregateQueryText::of)
                        .collect(Collectors.joining(" and ", " where ", ""));
        return aggregate.function().name().toLowerCase(Locale.ROOT) + "(" + aggregate.argument() + ") from "
                + query.source().from() + where + group(query);
    }

    /** A SELECT of the same meaning. */
    static String sql(SelectAnalysis.Understood understood) {
        AggregateQuery first = understood.aggregates().get(0);
        Set<Predicate> common = new LinkedHashSet<>(first.predicates());
        understood.aggregates().forEach(query -> common.retainAll(query.predicates()));
        String where = common.isEmpty()
                ? ""
                : common.stream().map(Predicate::sql).collect(Collectors.joining(" and ", " where ", ""));
        String value = understood.outer().equals(OuterExpression.NOTHING)
                ? Functions.call(first.aggregate())
                : understood.outer().sql();
        return "select " + first.grouping().map(group -> group + ", ").orElse("") + value + " from "
                + first.source().from() + where + group(first);
    }

    private static String of(Predicate predicate) {
        return predicate instanceof Predicate.OneOf choice
                ? "{" + choice.expression() + ": " + String.join(", ", choice.literals()) + "}"
                : predicate.sql();
    }

    private static String group(AggregateQuery query) {
        Optional<String> grouping = query.grouping();
        return grouping.map(group -> " group by " + group).orElse("");
    }
}
