package io.serviceping.plan.query;

import java.util.List;

/** What a SELECT computes of its aggregates, as it stands there; types are not known yet. All texts are canonical. */
public sealed interface OuterExpression {
    /** Nothing: an aggregate is all that is selected. */
    OuterExpression NOTHING = new Aggregated(0, "");

    /** The expression; empty for {@link #NOTHING}. */
    String sql();

    /**
     * An aggregate.
     *
     * @param number its index among the SELECT's aggregates
     */
    record Aggregated(int number, String sql) implements OuterExpression {}

    /** A number. */
    record Literal(String sql) implements OuterExpression {}

    /** Something of at least one aggregate. */
    record Operation(Operator operator, List<OuterExpression> operands, String sql) implements OuterExpression {
        public Operation {
            operands = List.copyOf(operands);
        }
    }

    /** What can be computed outside the database, if the types allow it. */
    enum Operator {
        COALESCE,
        NULLIF,
        /** Of a value and, where it is written, a number of digits. */
        ROUND,
        FLOOR,
        CEILING,
        /** To a type that the text of the expression says. */
        CAST,
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }
}
