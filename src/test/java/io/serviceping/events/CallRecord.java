package io.serviceping.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the threads of one process began and returned from, in a mapped file that survives the process; and what its
 * flushes were doing.
 */
final class CallRecord {
    static final int THREADS = 3;
    static final int CELLS = 16;
    static final int SETS = 4;

    private static final int COUNTS = 2 * (CELLS + SETS);

    private final Words words;

    CallRecord(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            words = new Words(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, (1L + (long) THREADS * COUNTS) * Long.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    enum Phase {
        IDLE,
        FLUSH,
        COMMIT,
        RECOVERY
    }

    void enter(Phase phase) {
        words.set(0, phase.name().charAt(0));
    }

    Phase phase() {
        for (Phase phase : Phase.values()) {
            if (phase.name().charAt(0) == words.get(0)) {
                return phase;
            }
        }
        return Phase.IDLE;
    }

    void begin(int thread, int cell, boolean member) {
        words.add(at(thread, cell), 1);
        words.add(at(thread, CELLS + cell / SETS), member ? 1 : 0);
    }

    void returned(int thread, int cell, boolean member) {
        words.add(at(thread, CELLS + SETS + cell), 1);
        words.add(at(thread, 2 * CELLS + SETS + cell / SETS), member ? 1 : 0);
    }

    long begun(int cell) {
        return sum(cell);
    }

    long returned(int cell) {
        return sum(CELLS + SETS + cell);
    }

    long membersBegun(int set) {
        return sum(CELLS + set);
    }

    long membersReturned(int set) {
        return sum(2 * CELLS + SETS + set);
    }

    private long sum(int index) {
        long sum = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            sum += words.get(at(thread, index));
        }
        return sum;
    }

    private static int at(int thread, int index) {
        return (1 + thread * COUNTS + index) * Long.BYTES;
    }
}
