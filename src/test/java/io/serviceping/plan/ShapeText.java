package io.serviceping.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shapes as one line, for tests: a OneOf in braces, so that it differs from the same condition as Other. */
final class ShapeText {
    private ShapeText() {}

    static String of(Analysis analysis) {
        if (analysis instanceof Analysis.AsWritten asWritten) {
            return "as written: " + asWritten.why();
        }
        Analysis.Understood understood = (Analysis.Understood) analysis;
        return of(understood.shape())
                + understood.windowColumn().map(column -> " window " + column).orElse("");
    }

    static String of(Shape shape) {
        Aggregate aggregate = shape.aggregate();
        String where = shape.predicates().isEmpty()
                ? ""
                : shape.predicates().stream().map(ShapeText::of).collect(Collectors.joining(" and ", " where ", ""));
        return aggregate.function().name().toLowerCase(Locale.ROOT) + "(" + aggregate.argument() + ") from "
                + shape.source().from() + where + group(shape);
    }

    /** A SELECT of the same meaning. */
    static String sql(Shape shape) {
        Aggregate aggregate = shape.aggregate();
        String argument = aggregate.argument();
        String call = switch (aggregate.function()) {
            case COUNT_ROWS -> "count(*)";
            case COUNT_DISTINCT -> "count(distinct " + argument + ")";
            default -> aggregate.function().name().toLowerCase(Locale.ROOT) + "(" + argument + ")";
        };
        String where = shape.predicates().isEmpty()
                ? ""
                : shape.predicates().stream().map(Predicate::sql).collect(Collectors.joining(" and ", " where ", ""));
        return "select " + shape.grouping().map(group -> group + ", ").orElse("") + call + " from "
                + shape.source().from() + where + group(shape);
    }

    private static String of(Predicate predicate) {
        return predicate instanceof Predicate.OneOf choice
                ? "{" + choice.expression() + ": " + String.join(", ", choice.literals()) + "}"
                : predicate.sql();
    }

    private static String group(Shape shape) {
        Optional<String> grouping = shape.grouping();
        return grouping.map(group -> " group by " + group).orElse("");
    }
}
