package io.serviceping.events;

import java.nio.ByteBuffer;

/**
 * The counters of one process, in a mapped file or in memory. Counters only grow. What the database has of them is in the
 * vector of a generation, and the ledger in the database tells which generation that is.
 */
final class Spool {
    private static final long MAGIC = 0x3154_4e45_5645_5053L;

    private final String name;
    private final boolean durable;
    private final Layout layout;
    private final Words words;

    private Spool(String name, boolean durable, Layout layout, Words words) {
        this.name = name;
        this.durable = durable;
        this.layout = layout;
        this.words = words;
    }

    /** Writes the header of a new spool; the memory is zero. The first word is written last: without it the file is no spool. */
    static Spool format(String name, boolean durable, ByteBuffer memory, Directory directory, Layout layout) {
        Words words = new Words(memory);
        words.set(Layout.GEOMETRY_AT, layout.cells());
        words.set(Layout.GEOMETRY_AT + 8, layout.sets());
        words.set(Layout.GEOMETRY_AT + 16, layout.stripes());
        words.set(Layout.GEOMETRY_AT + 24, layout.logEntries());
        for (int cell = 0; cell < layout.cells(); cell++) {
            words.set(layout.cellName(cell), directory.cell(cell));
        }
        for (int set = 0; set < layout.sets(); set++) {
            words.set(layout.setName(set), directory.set(set));
        }
        words.set(Layout.MAGIC_AT, MAGIC);
        return new Spool(name, durable, layout, words);
    }

    /** Reads a spool that another process left. */
    static Spool read(String name, ByteBuffer memory) throws DamagedException {
        try {
            Words words = new Words(memory);
            if (words.get(Layout.MAGIC_AT) != MAGIC) {
                throw new DamagedException("it does not begin as a spool does");
            }
            Layout layout = new Layout(
                    Math.toIntExact(words.get(Layout.GEOMETRY_AT)),
                    Math.toIntExact(words.get(Layout.GEOMETRY_AT + 8)),
                    Math.toIntExact(words.get(Layout.GEOMETRY_AT + 16)),
                    Math.toIntExact(words.get(Layout.GEOMETRY_AT + 24)));
            if (layout.bytes() != memory.capacity()) {
                throw new DamagedException("it has " + memory.capacity() + " bytes instead of " + layout.bytes());
            }
            return new Spool(name, true, layout, words);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new DamagedException("its header is damaged");
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

    /** Counts one event. */
    void count(int bank, int cell, long sum) {
        int stripe = (int) Thread.currentThread().getId() & (layout.stripes() - 1);
        int at = layout.counter(bank, stripe, cell);
        words.add(at, 1);
        if (sum != 0) {
            words.add(at + Long.BYTES, sum);
        }
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

    /** The event's number in the upper half, the cell's in the lower. */
    long cellName(int cell) {
        return words.get(layout.cellName(cell));
    }

    /** See {@link Directory#set}. */
    long setName(int set) {
        return words.get(layout.setName(set));
    }

    private long current(int bank, int cell, int word) {
        long value = 0;
        for (int stripe = 0; stripe < layout.stripes(); stripe++) {
            value += words.get(layout.counter(bank, stripe, cell) + word);
        }
        return value;
    }

    /** A file in the spool folder is no spool, or not all of one. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }
}
