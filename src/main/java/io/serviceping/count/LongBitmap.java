package io.serviceping.count;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/** A compressed bitmap of distinct values, for values that lie together. */
final class LongBitmap implements ExactValues {
    static final int BLOCK_BITS = 16;
    static final int WORTHWHILE_PER_BLOCK = 16;

    private static final int OBJECT_BYTES = 256;
    /** More than a table takes; where a table turns into a bitmap, that takes at most 14. */
    private static final int TOO_MANY_BYTES_PER_VALUE = 24;

    private final Roaring64NavigableMap bits;
    private long size;
    private long nextJudged;

    private LongBitmap(Roaring64NavigableMap bits) {
        this.bits = bits;
        size = bits.getLongCardinality();
        nextJudged = 2 * size;
    }

    static LongBitmap of(ExactValues values) {
        Roaring64NavigableMap bits = new Roaring64NavigableMap();
        values.forEach(bits::addLong);
        return new LongBitmap(bits);
    }

    @Override
    public boolean add(long value) {
        if (bits.contains(value)) {
            return false;
        }
        bits.addLong(value);
        size++;
        return true;
    }

    @Override
    public ExactValues settled() {
        if (size < nextJudged) {
            return this;
        }
        // Judging takes a look at every block, so it is done as often as a table is doubled.
        nextJudged = 2 * size;
        return memoryBytes() > OBJECT_BYTES + TOO_MANY_BYTES_PER_VALUE * size ? LongTable.of(this) : this;
    }

    /** Adds all of another's values at once and returns those that are new. */
    LongBitmap addAll(LongBitmap other) {
        Roaring64NavigableMap added = other.bits.clone();
        added.andNot(bits);
        bits.or(other.bits);
        size = bits.getLongCardinality();
        return new LongBitmap(added);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long memoryBytes() {
        // The library counts what it would write; spare room and objects were measured to double that.
        return OBJECT_BYTES + 2 * bits.getLongSizeInBytes();
    }

    @Override
    public void forEach(LongConsumer action) {
        bits.forEach(action::accept);
    }

    /** The bitmap in the portable 64-bit format of RoaringFormatSpec, runs compressed. */
    byte[] toBytes() {
        Roaring64NavigableMap compact = bits.clone();
        compact.runOptimize();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            compact.serializePortable(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static LongBitmap read(byte[] bytes, int offset) {
        Roaring64NavigableMap bits = new Roaring64NavigableMap();
        try {
            bits.deserializePortable(
                    new DataInputStream(new ByteArrayInputStream(bytes, offset, bytes.length - offset)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LongBitmap(bits);
    }
}
