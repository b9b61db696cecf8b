package io.serviceping.events;

/**
 * Where everything is in a spool: header, catalogue, two vectors of what the database has, four banks of counters, the
 * log of members. A spool describes itself: a later version of the application can read it.
 *
 * @param cells counters of all events, and one for each reason of loss
 * @param textBytes of the catalogue
 * @param stripes copies of each counter, so that threads rarely meet
 * @param logEntries entries of the member log, a power of two
 */
record Layout(int cells, int textBytes, int stripes, int logEntries) {
    static final int BANKS = 4;
    static final int CELL_BYTES = 2 * Long.BYTES;

    static final int MAGIC_AT = 0;
    static final int GEOMETRY_AT = 8;
    static final int GENERATION_AT = 64;
    static final int ATTEMPT_AT = 72;
    static final int LABELS_AT = 128;
    static final int HEAD_AT = 256;
    static final int TAIL_AT = 384;
    static final int TEXT_AT = 4096;

    private static final int MOST_CELLS = 1 << 13;
    private static final int MOST_TEXT = 1 << 22;
    private static final int MOST_STRIPES = 4;
    private static final int MOST_ENTRIES = 1 << 16;

    Layout {
        within("cells", cells, MOST_CELLS);
        within("textBytes", textBytes, MOST_TEXT);
        within("stripes", stripes, MOST_STRIPES);
        within("logEntries", logEntries, MOST_ENTRIES);
        if (Integer.bitCount(stripes) != 1 || Integer.bitCount(logEntries) != 1) {
            throw new IllegalArgumentException("stripes and logEntries must be powers of two");
        }
    }

    static Layout of(int cells, int textBytes, int processors) {
        int stripes = Math.min(MOST_STRIPES, Integer.highestOneBit(Math.max(1, processors)));
        return new Layout(cells, textBytes, stripes, MOST_ENTRIES);
    }

    /** The count of a cell as of a generation; its sum is in the next word. */
    int stored(long generation, int bank, int cell) {
        return textEnd() + (((int) generation & 1) * BANKS + bank) * cells * CELL_BYTES + cell * CELL_BYTES;
    }

    /** The count of a cell; its sum is in the next word. */
    int counter(int bank, int stripe, int cell) {
        return stored(0, 2 * BANKS, 0) + (bank * stripes + stripe) * cells * CELL_BYTES + cell * CELL_BYTES;
    }

    private int textEnd() {
        return TEXT_AT + (textBytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    int entry(long number) {
        return counter(BANKS, 0, 0) + (int) (number & (logEntries - 1)) * CELL_BYTES;
    }

    int bytes() {
        return entry(0) + logEntries * CELL_BYTES;
    }

    private static void within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be between 1 and " + most + " but was " + value);
        }
    }
}
