package io.serviceping.count.distinct;

import org.jspecify.annotations.Nullable;

/** The values of a set that are not stored yet: each is there once. */
final class UndrainedValues {
    private final LongList single = new LongList();
    /** Those that lie together, or came many at once. */
    private @Nullable LongBitmap together;

    /** A value that is not there, of a set that has the form of these others. */
    void add(long value, LongSet like) {
        if (like instanceof LongBitmap) {
            together = together == null ? new LongBitmap() : together;
            together.add(value);
        } else {
            single.add(value);
        }
    }

    /** Values that are not there. */
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

    /** In the smaller form, as far as the values tell. */
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
