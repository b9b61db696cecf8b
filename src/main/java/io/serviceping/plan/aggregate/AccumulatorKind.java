package io.serviceping.plan.aggregate;

import java.util.Locale;

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
}
