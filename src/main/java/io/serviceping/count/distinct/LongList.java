package io.serviceping.count.distinct;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** A range's values, with duplicates, before they are added to a set in bulk. */
public final class LongList implements DistinctAccumulator {
    private static final int FIRST_CAPACITY = 16;

    private long[] values = new long[FIRST_CAPACITY];
    private int size;

    @Override
    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(FIRST_CAPACITY, 2 * size));
        }
        values[size++] = value;
    }

    @Override
    public void addAll(long[] some) {
        if (size == 0) {
            values = some;
            size = some.length;
            return;
        }
        if (values.length - size < some.length) {
            values = Arrays.copyOf(values, Math.max(2 * size, size + some.length));
        }
        System.arraycopy(some, 0, values, size, some.length);
        size += some.length;
    }

    /** The other must be a {@code LongList}. */
    @Override
    public void addAll(DistinctAccumulator other) {
        addAll(((LongList) other).toArray());
    }

    /** The number of values added, duplicates included. */
    @Override
    public long count() {
        return size;
    }

    @Override
    public long countWith(DistinctAccumulator other) {
        return size + other.count();
    }

    @Override
    public double standardError() {
        return 0;
    }

    void forEach(LongConsumer action) {
        for (int i = 0; i < size; i++) {
            action.accept(values[i]);
        }
    }

    long[] toArray() {
        return size == values.length ? values : Arrays.copyOf(values, size);
    }

    long memoryBytes() {
        return (long) Long.BYTES * values.length;
    }
}
