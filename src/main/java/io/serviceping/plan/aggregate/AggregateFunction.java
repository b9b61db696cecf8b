package io.serviceping.plan.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate functions that shared scans support, in the order of the reference documentation. Partial values of each
 * combine exactly, in any order, to its value for the whole table. A stored result is used only for the function of the
 * same name.
 */
public enum AggregateFunction {
    /** {@code count(*)}: rows. */
    COUNT_ROWS("count", Input.ROWS, Argument.ANY, AccumulatorKind.COUNT),
    /** {@code count(x)}: rows whose x is not NULL. */
    COUNT("count", Input.VALUES, Argument.ANY, AccumulatorKind.COUNT),
    /** {@code count(distinct x)}: the distinct values that are not NULL; an estimate once the set is a sketch. */
    COUNT_DISTINCT("count", Input.DISTINCT_VALUES, Argument.KEYED, AccumulatorKind.SET),
    /** {@code sum(x)}. A sum of floats would depend on the order of rows. */
    SUM("sum", Input.VALUES, Argument.EXACT, AccumulatorKind.SUM),
    /** {@code avg(x)}: the sum, finally divided as the database divides. */
    AVG("avg", Input.VALUES, Argument.EXACT, AccumulatorKind.SUM) {
        @Override
        public List<AccumulatorKind> accumulators() {
            return List.of(AccumulatorKind.SUM, AccumulatorKind.COUNT);
        }

        @Override
        public @Nullable Number value(List<@Nullable Number> accumulated, Optional<Division> division) {
            Number sum = accumulated.get(0);
            Number count = accumulated.get(1);
            return sum == null || count == null ? null : ExactNumbers.quotient(sum, count, division.orElseThrow());
        }
    },
    /** {@code min(x)}. */
    MIN("min", Input.VALUES, Argument.EXACT, AccumulatorKind.MIN),
    /** {@code max(x)}. */
    MAX("max", Input.VALUES, Argument.EXACT, AccumulatorKind.MAX),
    /** {@code bool_and(x)}: the minimum of 0 for false and 1 for true. */
    BOOL_AND("bool_and", Input.VALUES, Argument.BOOLEAN, AccumulatorKind.MIN) {
        @Override
        public Set<String> calledAs() {
            return Set.of("bool_and", "every");
        }
    },
    /** {@code bool_or(x)}: the maximum of 0 for false and 1 for true. */
    BOOL_OR("bool_or", Input.VALUES, Argument.BOOLEAN, AccumulatorKind.MAX),
    /** {@code bit_and(x)}: the bits that all values have. */
    BIT_AND("bit_and", Input.VALUES, Argument.WHOLE, AccumulatorKind.BIT_AND),
    /** {@code bit_or(x)}: the bits that any value has. */
    BIT_OR("bit_or", Input.VALUES, Argument.WHOLE, AccumulatorKind.BIT_OR);

    private final String called;
    private final Input input;
    private final Argument argument;
    private final AccumulatorKind accumulator;

    AggregateFunction(String called, Input input, Argument argument, AccumulatorKind accumulator) {
        this.called = called;
        this.input = input;
        this.argument = argument;
        this.accumulator = accumulator;
    }

    /** What stands in the parentheses of a call. */
    public enum Input {
        /** {@code *}, or a constant that is not NULL. */
        ROWS,
        VALUES,
        DISTINCT_VALUES
    }

    /** The arguments for which partial values combine to the exact value. */
    private enum Argument {
        ANY {
            @Override
            Optional<String> reasonAgainst(String argument, Expressions expressions) {
                return Optional.empty();
            }
        },
        KEYED {
            @Override
            Optional<String> reasonAgainst(String argument, Expressions expressions) {
                return reason(
                        expressions.keyOf(argument).isPresent(),
                        "counts distinct values that have no 64-bit key; ::text gives one to an enumeration");
            }
        },
        EXACT {
            @Override
            Optional<String> reasonAgainst(String argument, Expressions expressions) {
                return reason(expressions.typeOf(argument).isExact(), "aggregates something other than exact numbers");
            }
        },
        BOOLEAN {
            @Override
            Optional<String> reasonAgainst(String argument, Expressions expressions) {
                return reason(
                        expressions.typeOf(argument).kind() == SqlType.Kind.BOOLEAN,
                        "asks of something other than a boolean whether it is true");
            }
        },
        WHOLE {
            @Override
            Optional<String> reasonAgainst(String argument, Expressions expressions) {
                return reason(
                        expressions.typeOf(argument).isWhole(),
                        "combines the bits of something other than whole numbers");
            }
        };

        abstract Optional<String> reasonAgainst(String argument, Expressions expressions);

        private static Optional<String> reason(boolean combines, String otherwise) {
            return combines ? Optional.empty() : Optional.of(otherwise);
        }
    }

    /**
     * What an accumulator holds, how a statement computes it for one range, and how two partial values are combined.
     * Numbers are stored as text ({@link ExactNumbers#text}), sets in another form.
     */
    public enum AccumulatorKind {
        /** A number of rows, initially 0. */
        COUNT {
            @Override
            public Number combine(Number one, Number other) {
                return ExactNumbers.sum(one, other);
            }
        },
        /** An exact sum; NULL without values. */
        SUM {
            @Override
            public Number combine(Number one, Number other) {
                return ExactNumbers.sum(one, other);
            }
        },
        /** The least value; NULL without values. */
        MIN {
            @Override
            public Number combine(Number one, Number other) {
                return ExactNumbers.compare(one, other) <= 0 ? one : other;
            }
        },
        /** The greatest value; NULL without values. */
        MAX {
            @Override
            public Number combine(Number one, Number other) {
                return ExactNumbers.compare(one, other) >= 0 ? one : other;
            }
        },
        /** The bits that all values have; NULL without values. */
        BIT_AND {
            @Override
            public Number combine(Number one, Number other) {
                return new BigDecimal(bits(one).and(bits(other)));
            }
        },
        /** The bits that any value has; NULL without values. */
        BIT_OR {
            @Override
            public Number combine(Number one, Number other) {
                return new BigDecimal(bits(one).or(bits(other)));
            }
        },
        /**
         * Distinct values, as 64-bit keys. The dialect decides how a statement returns them. Sets are not combined but
         * united.
         */
        SET {
            @Override
            public String call(String argument) {
                throw new IllegalStateException("the dialect says how distinct values come");
            }

            @Override
            public Number combine(Number one, Number other) {
                throw new IllegalStateException("a set is no number");
            }
        };

        /** The SQL aggregate over the rows of a range. */
        public String call(String argument) {
            return name().toLowerCase(Locale.ROOT) + "(" + argument + ")";
        }

        public abstract Number combine(Number one, Number other);

        /** Of a whole number, in two's complement. */
        private static BigInteger bits(Number whole) {
            return new BigDecimal(whole.toString()).toBigIntegerExact();
        }
    }

    public static boolean isKnown(String name) {
        return Arrays.stream(values()).anyMatch(function -> function.isCalled(name));
    }

    /** The function of a call. Empty: it is not supported, such as {@code sum(distinct x)}. */
    public static Optional<AggregateFunction> find(String name, Input input) {
        return Arrays.stream(values())
                .filter(function -> function.input == input && function.isCalled(name))
                .findFirst();
    }

    private boolean isCalled(String name) {
        return calledAs().contains(name.toLowerCase(Locale.ROOT));
    }

    /** The names in SQL, in lower case. */
    public Set<String> calledAs() {
        return Set.of(called);
    }

    public Input input() {
        return input;
    }

    /** Why partial values of this argument would not combine to the exact value. Empty: they do. */
    public Optional<String> reasonAgainst(String expression, Expressions expressions) {
        return argument.reasonAgainst(expression, expressions);
    }

    /** The accumulators, in the order in which {@link #value} takes them. */
    public List<AccumulatorKind> accumulators() {
        return List.of(accumulator);
    }

    /** The argument as it is accumulated. */
    public String accumulated(String expression) {
        return isTruth() ? "cast(" + expression + " as integer)" : expression;
    }

    /**
     * The function's value; null for SQL's NULL.
     *
     * @param accumulated the number of each accumulator; null without values; for a set, its size
     * @param division how the database's avg() divides the argument. Empty: {@link #divides} is false
     */
    public @Nullable Number value(List<@Nullable Number> accumulated, Optional<Division> division) {
        Number only = accumulated.get(0);
        return only == null && accumulator == AccumulatorKind.COUNT ? BigDecimal.ZERO : only;
    }

    public boolean divides() {
        return this == AVG;
    }

    /** Whether the value is a boolean: {@link #value} then returns 0 for false and 1 for true. */
    public boolean isTruth() {
        return argument == Argument.BOOLEAN;
    }

    /** Whether the values of disjoint groups add up to the value of all rows. */
    public boolean addsUp() {
        return this == COUNT_ROWS || this == COUNT || this == SUM;
    }

    /**
     * Whether the value may be any of several equal decimals, {@code 1.0} or {@code 1.00}, depending on the order of
     * rows.
     */
    public boolean picksOneOfEquals() {
        return this == MIN || this == MAX;
    }
}
