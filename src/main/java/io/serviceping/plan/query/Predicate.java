package io.serviceping.plan.query;

import java.util.List;

/** One of the conditions that a metric's WHERE joins by AND, in canonical form. */
public sealed interface Predicate {
    /** The condition as SQL, ready to be joined by AND. */
    String sql();

    /** The values of its {@code ?}. */
    default List<Parameter> parameters() {
        return List.of();
    }

    default Fragment fragment() {
        return new Fragment(sql(), parameters());
    }

    /**
     * {@code expression = literal} or {@code expression in (literals)}. Metrics that differ only by such a condition
     * become the groups of one GROUP BY.
     *
     * @param expression a column or an expression without parameters
     * @param literals string, number or boolean literals as SQL; distinct, sorted, never NULL
     */
    record OneOf(String expression, List<String> literals) implements Predicate {
        public OneOf {
            literals = List.copyOf(literals);
            if (literals.isEmpty()) {
                throw new IllegalArgumentException("literals must not be empty");
            }
        }

        @Override
        public String sql() {
            return literals.size() == 1
                    ? expression + " = " + literals.get(0)
                    : expression + " in (" + String.join(", ", literals) + ")";
        }
    }

    /** A condition that may fail for a row; evaluated only for rows that satisfy the metric's other conditions. */
    record Guarded(String sql, List<Parameter> parameters) implements Predicate {
        public Guarded {
            parameters = List.copyOf(parameters);
        }
    }

    /** Any other condition, in parentheses where needed. */
    record Other(String sql) implements Predicate {}
}
