package io.serviceping.count.distinct;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The storage format of distinct values. The first byte is the content's type:
 *
 * <ul>
 *   <li>{@code t}, {@code T}: values in ascending order, the first as a zigzag variable-length integer, each other
 *       as an unsigned variable-length difference; 7 bytes for each of a million hashes, less for ids;
 *   <li>{@code b}, {@code B}: a bitmap in the portable 64-bit format of RoaringFormatSpec, run-compressed;
 *   <li>{@code s}: all registers of a sketch, as {@link Sketch} stores them;
 *   <li>{@code d}: all registers, exclusive-or with those stored before, deflated.
 * </ul>
 *
 * <p>Lower case: the whole set had the same form, table or bitmap. Upper case: it had the other form. A set read back
 * has the same form, and about the same memory, as the set written.
 */
final class DistinctSetCodec {
    private static final byte TABLE_OF_TABLE = 't';
    private static final byte TABLE_OF_BITMAP = 'T';
    private static final byte BITMAP_OF_BITMAP = 'b';
    private static final byte BITMAP_OF_TABLE = 'B';
    private static final byte REGISTERS = 's';
    private static final byte CHANGED_REGISTERS = 'd';

    /** At most 10 bytes each. */
    private static final int VALUES_OF_PART = 1 << 17;

    private DistinctSetCodec() {}

    static byte[] ofValues(LongSet values, LongSet set) {
        boolean ofBitmap = set instanceof LongBitmap;
        if (values instanceof LongBitmap bitmap) {
            return tagged(ofBitmap ? BITMAP_OF_BITMAP : BITMAP_OF_TABLE, bitmap.toBytes());
        }
        return tagged(ofBitmap ? TABLE_OF_BITMAP : TABLE_OF_TABLE, distances(((LongHashSet) values).sorted()));
    }

    /** A set in parts that can be read in any order. */
    static void parts(LongSet set, Consumer<byte[]> action) {
        if (set instanceof LongBitmap bitmap) {
            bitmap.forEachPart(part -> action.accept(tagged(BITMAP_OF_BITMAP, part.toBytes())));
            return;
        }
        long[] sorted = ((LongHashSet) set).sorted();
        for (int from = 0; from < sorted.length; from += VALUES_OF_PART) {
            int to = Math.min(sorted.length, from + VALUES_OF_PART);
            action.accept(tagged(TABLE_OF_TABLE, distances(Arrays.copyOfRange(sorted, from, to))));
        }
    }

    static byte[] ofRegisters(byte[] registers) {
        return tagged(REGISTERS, registers);
    }

    /** Empty when nothing changed. */
    static byte[] ofChangedRegisters(byte[] before, byte[] now) {
        byte[] changes = exclusiveOr(before, now);
        for (byte change : changes) {
            if (change != 0) {
                return tagged(CHANGED_REGISTERS, deflated(changes));
            }
        }
        return new byte[0];
    }

    static boolean hasRegisters(byte[] bytes) {
        return bytes[0] == REGISTERS || bytes[0] == CHANGED_REGISTERS;
    }

    static boolean isFromBitmap(byte[] bytes) {
        return bytes[0] == TABLE_OF_BITMAP || bytes[0] == BITMAP_OF_BITMAP;
    }

    static boolean isBitmap(byte[] bytes) {
        return bytes[0] == BITMAP_OF_TABLE || bytes[0] == BITMAP_OF_BITMAP;
    }

    static LongBitmap readBitmap(byte[] bytes) {
        return LongBitmap.read(bytes, 1);
    }

    static byte[] readRegisters(byte[] bytes, byte @Nullable [] before) {
        ByteBuffer payload = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        byte[] content = new byte[payload.remaining()];
        payload.get(content);
        if (bytes[0] == REGISTERS) {
            return content;
        }
        if (before == null) {
            throw new IllegalArgumentException("changed registers must follow all registers but came first");
        }
        return exclusiveOr(before, inflated(content, before.length));
    }

    static void forEachValue(byte[] bytes, LongConsumer action) {
        switch (bytes[0]) {
            case TABLE_OF_TABLE, TABLE_OF_BITMAP -> readDistances(bytes, action);
            case BITMAP_OF_BITMAP, BITMAP_OF_TABLE -> readBitmap(bytes).forEach(action);
            default ->
                throw new IllegalArgumentException(
                        "distinct values must begin with one of tTbBsd but began with byte " + bytes[0]);
        }
    }

    private static byte[] tagged(byte tag, byte[] payload) {
        return ByteBuffer.allocate(payload.length + 1).put(tag).put(payload).array();
    }

    private static byte[] distances(long[] sorted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < sorted.length; i++) {
            long rest = i == 0 ? (sorted[0] << 1) ^ (sorted[0] >> 63) : sorted[i] - sorted[i - 1];
            while ((rest & ~0x7FL) != 0) {
                out.write(((int) rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
        }
        return out.toByteArray();
    }

    private static void readDistances(byte[] bytes, LongConsumer action) {
        long value = 0;
        long number = 0;
        int shift = 0;
        boolean first = true;
        for (int at = 1; at < bytes.length; at++) {
            number |= (bytes[at] & 0x7FL) << shift;
            shift += 7;
            if (bytes[at] >= 0) {
                value = first ? (number >>> 1) ^ -(number & 1) : value + number;
                action.accept(value);
                first = false;
                number = 0;
                shift = 0;
            }
        }
        if (shift != 0) {
            throw new IllegalArgumentException("distinct values must end with a whole number but broke off");
        }
    }

    private static byte[] exclusiveOr(byte[] one, byte[] other) {
        byte[] result = new byte[one.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (one[i] ^ other[i]);
        }
        return result;
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflated(byte[] bytes, int length) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            byte[] out = new byte[length];
            int read = inflater.inflate(out);
            if (read != length) {
                throw new IllegalArgumentException("registers must be " + length + " bytes but were " + read);
            }
            return out;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("registers must be deflated", e);
        } finally {
            inflater.end();
        }
    }
}
