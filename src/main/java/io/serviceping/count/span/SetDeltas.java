package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.distinct.DistinctSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A chunk's set deltas as bytes: each the accumulator's index, the group's key (length −1: no group) and the content.
 */
public final class SetDeltas {
    private static final int NO_KEY = -1;
    private static final long BYTES_OF_PART = 1 << 20;

    private SetDeltas() {}

    /** Writes whole sets in parts of about a megabyte. */
    public static void writeParts(Map<AccumulatorKey, DistinctSet> sets, Consumer<byte[]> action) {
        List<Chunk.SetDelta> some = new ArrayList<>();
        AtomicLong size = new AtomicLong();
        sets.forEach((key, set) -> set.forEachPart(bytes -> {
            some.add(new Chunk.SetDelta(key, bytes));
            if (size.addAndGet(bytes.length) >= BYTES_OF_PART) {
                action.accept(write(some));
                some.clear();
                size.set(0);
            }
        }));
        if (!some.isEmpty()) {
            action.accept(write(some));
        }
    }

    static byte[] write(List<Chunk.SetDelta> deltas) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Chunk.SetDelta delta : deltas) {
                out.writeInt(delta.key().accumulator());
                String key = delta.key().group();
                if (key == null) {
                    out.writeInt(NO_KEY);
                } else {
                    block(out, key.getBytes(StandardCharsets.UTF_8));
                }
                block(out, delta.bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static List<Chunk.SetDelta> read(byte[] bytes) {
        List<Chunk.SetDelta> deltas = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                int accumulator = in.readInt();
                int length = in.readInt();
                String key = length == NO_KEY ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
                deltas.add(new Chunk.SetDelta(new AccumulatorKey(accumulator, key), in.readNBytes(in.readInt())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return deltas;
    }

    private static void block(DataOutputStream out, byte[] content) throws IOException {
        out.writeInt(content.length);
        out.write(content);
    }
}
