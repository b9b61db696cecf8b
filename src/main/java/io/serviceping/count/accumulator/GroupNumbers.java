package io.serviceping.count.accumulator;

import io.serviceping.plan.aggregate.ExactNumbers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An accumulator table's groups as compressed bytes. Each group is the accumulator's index, the key and the number; key
 * and number are text or null. An accumulator with too many groups is its index alone. No groups are no bytes.
 */
public final class GroupNumbers {
    private static final int NONE = -1;
    private static final int FULL = -2;

    private GroupNumbers() {}

    public static byte[] write(
            Map<AccumulatorKey, Number> numbers, Collection<AccumulatorKey> groups, Collection<Integer> full) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (groups.isEmpty() && full.isEmpty()) {
            return bytes.toByteArray();
        }
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater))) {
            for (int accumulator : full) {
                out.writeInt(accumulator);
                out.writeInt(FULL);
            }
            for (AccumulatorKey key : groups) {
                Number number = numbers.get(key);
                out.writeInt(key.accumulator());
                write(out, key.group());
                write(out, number == null ? null : ExactNumbers.text(number));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    public static void read(
            byte[] bytes, BiConsumer<AccumulatorKey, Number> number, Consumer<AccumulatorKey> group, IntConsumer full) {
        if (bytes.length == 0) {
            return;
        }
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            for (int first = in.read(); first >= 0; first = in.read()) {
                int accumulator = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int length = in.readInt();
                if (length == FULL) {
                    full.accept(accumulator);
                    continue;
                }
                AccumulatorKey key = new AccumulatorKey(accumulator, text(in, length));
                group.accept(key);
                String value = text(in, in.readInt());
                if (value != null) {
                    number.accept(key, ExactNumbers.parse(value));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** UTF-16 units: H2 can return half a surrogate pair, which has no UTF-8 encoding. */
    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(NONE);
        } else {
            out.writeInt(text.length());
            out.writeChars(text);
        }
    }

    private static @Nullable String text(DataInputStream in, int length) throws IOException {
        if (length == NONE) {
            return null;
        }
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = in.readChar();
        }
        return new String(text);
    }
}
