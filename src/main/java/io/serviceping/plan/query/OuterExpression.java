package io.serviceping.plan.query;

import java.util.List;

/** What a SELECT computes from its aggregates, before types are known. All texts are canonical. */
public sealed interface OuterExpression {
    /** A single aggregate, unchanged. */
    OuterExpression NOTHING = new Aggregated(0, "");

    /** The expression; empty for {@link #NOTHING}. */
    String sql();

    /**
     * An aggregate.
     *
     * @param number its index among the SELECT's aggregates
     */
    record Aggregated(int number, String sql) implements OuterExpression {}

    record Literal(String sql) implements OuterExpression {}

    record Operation(Operator operator, List<OuterExpression> operands, String sql) implements OuterExpression {
        public Operation {
            operands = List.copyOf(operands);
        }
    }

    /** An operation that can be computed outside the database if the types allow it. */
    enum Operator {
        COALESCE,
        NULLIF,
        /** Of a value and, optionally, a number of digits. */
        ROUND,
        FLOOR,
        CEILING,
        /** To a type that only the text of the expression has. */
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
