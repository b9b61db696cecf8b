package io.serviceping.count.distinct;

/** Accumulates distinct 64-bit values; none is ever removed. */
public interface DistinctAccumulator {
    void add(long value);

    /** Adds values in any order; duplicates are allowed. */
    default void addAll(long[] values) {
        for (long value : values) {
            add(value);
        }
    }

    /** Adds the other's values; the other does not change. */
    void addAll(DistinctAccumulator other);

    /** The number of values; an estimate where {@link #standardError} is not 0. */
    long count();

    /** The size of the union; neither set changes. */
    long countWith(DistinctAccumulator other);

    /** The relative standard error of the count; 0 for an exact one. */
    double standardError();
}
