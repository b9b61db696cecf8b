package io.serviceping.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.DataFormatException;

/**
 * The counters of one process, in a mapped file or in memory. Counters only grow. What the database has of them is in the
 * vector of a generation, and the ledger in the database tells which generation that is.
 */
final class Spool {
    private static final long MAGIC = 0x3254_4e45_5645_5053L;
    private static final int STRIDE = 1 << 30;
    /** Of a counter; the counters of all stripes together must have room in 63 bits. */
    private static final long MOST_SUM = 1L << 60;

    private final String name;
    private final boolean durable;
    private final Directory directory;
    private final Layout layout;
    private final Words words;

    private Spool(String name, boolean durable, Directory directory, Layout layout, Words words) {
        this.name = name;
        this.durable = durable;
        this.directory = directory;
        this.layout = layout;
        this.words = words;
    }

    /** Writes the header of a new spool; the memory is zero. The first word is written last: without it the file is no spool. */
    static Spool format(String name, boolean durable, ByteBuffer memory, Directory directory, Layout layout) {
        Words words = new Words(memory);
        words.set(Layout.GEOMETRY_AT, layout.textBytes());
        words.set(Layout.GEOMETRY_AT + 8, layout.stripes());
        words.set(Layout.GEOMETRY_AT + 16, layout.logEntries());
        memory.put(Layout.TEXT_AT, directory.text());
        words.set(Layout.MAGIC_AT, MAGIC);
        return new Spool(name, durable, directory, layout, words);
    }

    /**
     * Reads a spool that another process left.
     *
     * @throws DataFormatException if a file in the spool folder is no spool, or not all of one
     */
    static Spool read(String name, ByteBuffer memory) throws DataFormatException {
        try {
            Words words = new Words(memory);
            if (words.get(Layout.MAGIC_AT) != MAGIC) {
                throw new DataFormatException("it does not begin as a spool does");
            }
            byte[] text = new byte[(int) Math.min(memory.capacity(), Math.max(0, words.get(Layout.GEOMETRY_AT)))];
            memory.get(Layout.TEXT_AT, text);
            Directory directory = new Directory(EventCatalogue.parse(new String(text, StandardCharsets.UTF_8)));
            Layout layout = new Layout(
                    directory.cells(),
                    text.length,
                    Math.toIntExact(words.get(Layout.GEOMETRY_AT + 8)),
                    Math.toIntExact(words.get(Layout.GEOMETRY_AT + 16)));
            if (layout.bytes() != memory.capacity()) {
                throw new DataFormatException("it has " + memory.capacity() + " bytes instead of " + layout.bytes());
            }
            long waiting = words.get(Layout.TAIL_AT) - words.get(Layout.HEAD_AT);
            if (waiting < 0 || waiting > layout.logEntries()) {
                throw new DataFormatException("its log has " + waiting + " entries");
            }
            return new Spool(name, true, directory, layout, words);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new DataFormatException("its header is damaged");
        }
    }

    String name() {
        return name;
    }

    /** Whether the spool survives the process. */
    boolean durable() {
        return durable;
    }

    Layout layout() {
        return layout;
    }

    Words words() {
        return words;
    }

    /** Counts one event. Returns false if its sum has no room. */
    boolean count(int bank, int cell, long sum) {
        int stripe = (int) Thread.currentThread().getId() & (layout.stripes() - 1);
        int at = layout.counter(bank, stripe, cell);
        words.add(at, 1);
        boolean fits = sum == 0 || words.get(at + Long.BYTES) <= MOST_SUM;
        if (sum != 0 && fits) {
            words.add(at + Long.BYTES, sum);
        }
        return fits;
    }

    /** Whether a sum will soon have no room. */
    boolean isNearlyFull() {
        for (int bank = 0; bank < Layout.BANKS; bank++) {
            for (int cell = 0; cell < layout.cells(); cell++) {
                if (sum(bank, cell) > MOST_SUM / 2) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What a cell has counted, of all threads. */
    long total(int bank, int cell) {
        return current(bank, cell, 0);
    }

    long sum(int bank, int cell) {
        return current(bank, cell, Long.BYTES);
    }

    long storedTotal(long generation, int bank, int cell) {
        return words.get(layout.stored(generation, bank, cell));
    }

    long storedSum(long generation, int bank, int cell) {
        return words.get(layout.stored(generation, bank, cell) + Long.BYTES);
    }

    void store(long generation, int bank, int cell, long total, long sum) {
        words.set(layout.stored(generation, bank, cell), total);
        words.set(layout.stored(generation, bank, cell) + Long.BYTES, sum);
    }

    /** The generation that this process knows to be committed. */
    long generation() {
        return words.get(Layout.GENERATION_AT);
    }

    void setGeneration(long generation) {
        words.set(Layout.GENERATION_AT, generation);
    }

    /** The generation of the other vector, which the database may have, as the answer to a commit can be lost. */
    long attempt() {
        return Math.max(generation(), words.get(Layout.ATTEMPT_AT));
    }

    void setAttempt(long generation) {
        words.set(Layout.ATTEMPT_AT, generation);
    }

    /**
     * The next generation of the other vector. The vectors take turns, so its number is odd after an even one. It is larger
     * than all before by chance: a copy of this file that goes on by itself does not get the same.
     */
    long nextGeneration() {
        long attempt = attempt();
        return attempt + (attempt == generation() ? 1 : 2) + 2L * new SecureRandom().nextInt(STRIDE);
    }

    /** By which the events were counted. */
    Directory directory() {
        return directory;
    }

    private long current(int bank, int cell, int word) {
        long value = 0;
        for (int stripe = 0; stripe < layout.stripes(); stripe++) {
            value += words.get(layout.counter(bank, stripe, cell) + word);
        }
        return value;
    }
}
