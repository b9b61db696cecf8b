package io.serviceping.count.distinct;

import org.jspecify.annotations.Nullable;

/** A set's values that are not stored yet, without duplicates. */
final class UndrainedValues {
    private final LongList single = new LongList();
    /** Clustered values, and values added in bulk. */
    private @Nullable LongBitmap together;

    /**
     * Adds a new value.
     *
     * @param like the whole set, whose form decides where the value is kept
     */
    void add(long value, LongSet like) {
        if (like instanceof LongBitmap) {
            together = together == null ? new LongBitmap() : together;
            together.add(value);
        } else {
            single.add(value);
        }
    }

    /** Adds new values. */
    void addAll(LongBitmap some) {
        if (together == null) {
            together = some;
        } else {
            together.unite(some);
        }
    }

    long size() {
        return single.count() + (together == null ? 0 : together.size());
    }

    long memoryBytes() {
        return single.memoryBytes() + (together == null ? 0 : together.memoryBytes());
    }

    /** The values in the smaller form, as far as that can be predicted. */
    LongSet values() {
        if (together == null) {
            LongHashSet table = new LongHashSet();
            single.forEach(table::add);
            return table.compact();
        }
        single.forEach(together::add);
        return together.size() < LongHashSet.FEWEST_TO_JUDGE ? LongHashSet.of(together) : together;
    }
}
