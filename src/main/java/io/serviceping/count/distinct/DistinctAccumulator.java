package io.serviceping.count.distinct;

/** A set of 64-bit values that only grows. */
public interface DistinctAccumulator {
    void add(long value);

    /** Adds values in any order, as often as they occur. */
    default void addAll(long[] values) {
        for (long value : values) {
            add(value);
        }
    }

    /** Adds what the other holds, which stays as it is. */
    void addAll(DistinctAccumulator other);

    /** How many values there are, or about how many where {@link #standardError} is not 0. */
    long count();

    /** How many values there are in this and the other together; both stay as they are. */
    long countWith(DistinctAccumulator other);

    /** The relative standard error of the count; 0 for an exact one. */
    double standardError();
}
