package io.serviceping.count.distinct;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** A hash table with open addressing: 11 to 22 bytes for any value. */
public final class LongHashSet implements LongSet {
    private static final int FIRST_CAPACITY = 8;
    private static final int MAX_CAPACITY = 1 << 30;
    private static final int OBJECT_BYTES = 64;
    /** Fewer values do not predict how later ones cluster. */
    static final int FEWEST_TO_JUDGE = 768;

    /** Zero marks a free slot; {@code hasZero} stands for the value zero. */
    private long[] accumulators;

    private int used;
    private boolean hasZero;

    public LongHashSet() {
        accumulators = new long[FIRST_CAPACITY];
    }

    static LongHashSet of(LongSet values) {
        LongHashSet table = new LongHashSet();
        values.forEach(table::add);
        return table;
    }

    @Override
    public boolean add(long value) {
        if (value == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        int at = accumulatorOf(value);
        if (accumulators[at] == value) {
            return false;
        }
        if (isFull()) {
            grow();
            at = accumulatorOf(value);
        }
        accumulators[at] = value;
        used++;
        return true;
    }

    @Override
    public boolean contains(long value) {
        return value == 0 ? hasZero : accumulators[accumulatorOf(value)] == value;
    }

    @Override
    public LongSet settled() {
        return isFull() ? compact() : this;
    }

    /** The smaller form: this table or a bitmap. */
    LongSet compact() {
        return used >= FEWEST_TO_JUDGE && isDense() ? LongBitmap.of(this) : this;
    }

    /** Whether the next new value doubles the memory. */
    private boolean isFull() {
        return used >= accumulators.length / 4 * 3;
    }

    @Override
    public long size() {
        return used + (hasZero ? 1L : 0L);
    }

    @Override
    public long memoryBytes() {
        return OBJECT_BYTES + (long) Long.BYTES * accumulators.length;
    }

    @Override
    public void forEach(LongConsumer action) {
        if (hasZero) {
            action.accept(0);
        }
        for (long value : accumulators) {
            if (value != 0) {
                action.accept(value);
            }
        }
    }

    private int accumulatorOf(long value) {
        int mask = accumulators.length - 1;
        // Each capacity hashes differently. Otherwise, copying a larger table in slot order would fill a smaller one
        // from one end, with long probe runs (measured: five times slower).
        int at = (int) mixed(value + accumulators.length) & mask;
        while (accumulators[at] != 0 && accumulators[at] != value) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** The 64-bit finaliser of MurmurHash3, after an addition; a fifth faster here than the library's 128-bit hash. */
    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return z ^ (z >>> 33);
    }

    private void grow() {
        if (accumulators.length == MAX_CAPACITY) {
            throw new IllegalStateException("a set must have fewer than " + MAX_CAPACITY / 4 * 3 + " values");
        }
        long[] old = accumulators;
        accumulators = new long[old.length * 2];
        for (long value : old) {
            if (value != 0) {
                accumulators[accumulatorOf(value)] = value;
            }
        }
    }

    /** Whether a bitmap is smaller: 16 or more values in an average block of 65,536. */
    private boolean isDense() {
        long limit = size() / LongBitmap.WORTHWHILE_PER_BLOCK;
        LongHashSet blocks = new LongHashSet();
        for (long value : accumulators) {
            // Unclustered values return early, after a sixteenth.
            if (value != 0 && blocks.add(value >> LongBitmap.BLOCK_BITS) && blocks.size() > limit) {
                return false;
            }
        }
        return true;
    }

    /** The values in ascending order. */
    long[] sorted() {
        long[] values = new long[Math.toIntExact(size())];
        int n = 0;
        for (long value : accumulators) {
            if (value != 0) {
                values[n++] = value;
            }
        }
        // The unassigned last element is the value zero, if present.
        Arrays.sort(values);
        return values;
    }
}
