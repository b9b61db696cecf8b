package io.serviceping.plan.aggregate;

import java.util.Locale;

/**
 * What an accumulator holds: how a statement computes it for the rows of one range, and how two of them become one. A number
 * is stored as text ({@link ExactNumbers#text}); a set has a form of its own.
 */
public enum AccumulatorKind {
    /** A number of rows; 0 at first. */
    COUNT {
        @Override
        public Number combine(Number one, Number other) {
            return ExactNumbers.sum(one, other);
        }
    },
    /** An exact sum; NULL until there is a value. */
    SUM {
        @Override
        public Number combine(Number one, Number other) {
            return ExactNumbers.sum(one, other);
        }
    },
    /** NULL until there is a value. */
    MIN {
        @Override
        public Number combine(Number one, Number other) {
            return ExactNumbers.compare(one, other) <= 0 ? one : other;
        }
    },
    /** NULL until there is a value. */
    MAX {
        @Override
        public Number combine(Number one, Number other) {
            return ExactNumbers.compare(one, other) >= 0 ? one : other;
        }
    },
    /** Distinct values, as 64-bit keys. The dialect says how a statement brings them; sets are united, not combined. */
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

    /** The accumulated number of two parts. */
    public abstract Number combine(Number one, Number other);
}
