package io.serviceping.count.distinct;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * A compressed bitmap for clustered values: one 32-bit bitmap per upper half. The library's own 64-bit bitmaps lack a
 * bulk insert, which is five times faster.
 */
final class LongBitmap implements LongSet {
    static final int BLOCK_BITS = 16;
    static final int WORTHWHILE_PER_BLOCK = 16;

    private static final int OBJECT_BYTES = 256;
    private static final int BYTES_PER_HALF = 96;
    /** More than a hash table takes. A table converted to a bitmap takes at most 14. */
    private static final int TOO_MANY_BYTES_PER_VALUE = 24;

    private static final long MOST_BYTES_OF_PART = 1 << 22;
    /** At most 2 MB. */
    private static final long VALUES_OF_PART = 1 << 24;

    private final TreeMap<Integer, RoaringBitmap> halves = new TreeMap<>(Integer::compareUnsigned);
    private long size;
    private long nextJudged;

    static LongBitmap of(LongSet values) {
        LongBitmap bitmap = new LongBitmap();
        values.forEach(bitmap::add);
        bitmap.nextJudged = 2 * bitmap.size;
        return bitmap;
    }

    /** The distinct values of the array, from an index on. */
    static LongBitmap of(long[] values, int from) {
        LongBitmap bitmap = new LongBitmap();
        long[] some = values;
        int first = from;
        if (!haveOneHalf(values, from)) {
            some = Arrays.copyOfRange(values, from, values.length);
            first = 0;
            Arrays.sort(some);
        }
        while (first < some.length) {
            int end = first + 1;
            while (end < some.length && half(some[end]) == half(some[first])) {
                end++;
            }
            bitmap.put(half(some[first]), RoaringBitmap.bitmapOfUnordered(lowerHalves(some, first, end)));
            first = end;
        }
        bitmap.nextJudged = 2 * bitmap.size;
        return bitmap;
    }

    private static boolean haveOneHalf(long[] values, int from) {
        for (int i = from + 1; i < values.length; i++) {
            if (half(values[i]) != half(values[from])) {
                return false;
            }
        }
        return true;
    }

    private static int[] lowerHalves(long[] values, int from, int to) {
        int[] lower = new int[to - from];
        for (int i = from; i < to; i++) {
            lower[i - from] = (int) values[i];
        }
        return lower;
    }

    private static int half(long value) {
        return (int) (value >> Integer.SIZE);
    }

    private void put(int half, RoaringBitmap bits) {
        halves.put(half, bits);
        size += bits.getLongCardinality();
    }

    @Override
    public boolean add(long value) {
        boolean added =
                halves.computeIfAbsent(half(value), half -> new RoaringBitmap()).checkedAdd((int) value);
        size += added ? 1 : 0;
        return added;
    }

    @Override
    public boolean contains(long value) {
        RoaringBitmap bits = halves.get(half(value));
        return bits != null && bits.contains((int) value);
    }

    /** Counts the other's values that are missing here. */
    long countMissing(LongBitmap other) {
        long missing = 0;
        for (Map.Entry<Integer, RoaringBitmap> theirs : other.halves.entrySet()) {
            RoaringBitmap ours = halves.get(theirs.getKey());
            missing += ours == null
                    ? theirs.getValue().getLongCardinality()
                    : Integer.toUnsignedLong(RoaringBitmap.andNotCardinality(theirs.getValue(), ours));
        }
        return missing;
    }

    @Override
    public LongSet settled() {
        if (size < nextJudged) {
            return this;
        }
        // The check visits every block, so it waits until the size has doubled.
        nextJudged = 2 * size;
        return memoryBytes() > OBJECT_BYTES + TOO_MANY_BYTES_PER_VALUE * size ? LongHashSet.of(this) : this;
    }

    /** Adds all values at once and returns the new ones. The other must not be used afterwards. */
    LongBitmap addAll(LongBitmap other) {
        LongBitmap added = new LongBitmap();
        other.halves.forEach((half, theirs) -> {
            RoaringBitmap ours = halves.get(half);
            if (ours == null) {
                added.put(half, theirs.clone());
                put(half, theirs);
                return;
            }
            RoaringBitmap missing = RoaringBitmap.andNot(theirs, ours);
            if (!missing.isEmpty()) {
                ours.or(missing);
                size += missing.getLongCardinality();
                added.put(half, missing);
            }
        });
        return added;
    }

    /** As {@link #addAll}; the other does not change. */
    void unite(LongBitmap other) {
        other.halves.forEach((half, theirs) -> {
            RoaringBitmap ours = halves.get(half);
            if (ours == null) {
                put(half, theirs.clone());
            } else {
                long before = ours.getLongCardinality();
                ours.or(theirs);
                size += ours.getLongCardinality() - before;
            }
        });
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long memoryBytes() {
        // The library returns the serialised size; objects and spare capacity double it (measured).
        return OBJECT_BYTES
                + 2
                        * halves.values().stream()
                                .mapToLong(bits -> BYTES_PER_HALF + bits.getLongSizeInBytes())
                                .sum();
    }

    @Override
    public void forEach(LongConsumer action) {
        halves.forEach((half, bits) -> bits.forEach(
                (int lower) -> action.accept((long) half << Integer.SIZE | Integer.toUnsignedLong(lower))));
    }

    /** Splits the values into bitmaps that take little memory to serialise. */
    void forEachPart(Consumer<LongBitmap> action) {
        if (memoryBytes() <= MOST_BYTES_OF_PART) {
            action.accept(this);
            return;
        }
        halves.forEach((half, bits) -> {
            for (long from = 0; from < 1L << Integer.SIZE; from += VALUES_OF_PART) {
                RoaringBitmap some = bits.selectRange(from, from + VALUES_OF_PART);
                if (!some.isEmpty()) {
                    LongBitmap part = new LongBitmap();
                    part.put(half, some);
                    action.accept(part);
                }
            }
        });
    }

    /** In the portable 64-bit format of RoaringFormatSpec, run-compressed. */
    byte[] toBytes() {
        Map<Integer, RoaringBitmap> compact = new LinkedHashMap<>();
        int length = Long.BYTES;
        for (Map.Entry<Integer, RoaringBitmap> entry : halves.entrySet()) {
            RoaringBitmap bits = entry.getValue().clone();
            bits.runOptimize();
            compact.put(entry.getKey(), bits);
            length += Integer.BYTES + bits.serializedSizeInBytes();
        }
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(halves.size());
        compact.forEach((half, bits) -> {
            out.putInt(half);
            bits.serialize(out);
        });
        return out.array();
    }

    static LongBitmap read(byte[] bytes, int offset) {
        LongBitmap bitmap = new LongBitmap();
        ByteBuffer in =
                ByteBuffer.wrap(bytes, offset, bytes.length - offset).slice().order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (long left = in.getLong(); left > 0; left--) {
                int half = in.getInt();
                RoaringBitmap bits = new RoaringBitmap();
                bits.deserialize(in);
                in.position(in.position() + bits.serializedSizeInBytes());
                // The set then takes as much memory as one built value by value.
                bits.removeRunCompression();
                bitmap.put(half, bits);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bitmap.nextJudged = 2 * bitmap.size;
        return bitmap;
    }
}
