package io.serviceping.events;

/**
 * A ring of members that the database may not have. An entry is two words: the member; then a mark, the week and the set.
 * The second word is written last, and cleared when the database has the entry.
 */
final class MemberLog {
    private static final long MARK = 1L << 63;
    private static final int WEEK_SHIFT = 32;

    private final Layout layout;
    private final Words words;

    MemberLog(Spool spool) {
        this.layout = spool.layout();
        this.words = spool.words();
    }

    /** Returns false if the log is full. */
    boolean append(long member, long week, int set) {
        while (true) {
            long tail = tail();
            if (tail - head() >= layout.logEntries()) {
                return false;
            }
            if (words.compareAndSet(Layout.TAIL_AT, tail, tail + 1)) {
                int at = layout.entry(tail);
                words.set(at, member);
                words.set(at + Long.BYTES, MARK | week << WEEK_SHIFT | set);
                return true;
            }
        }
    }

    long head() {
        return words.get(Layout.HEAD_AT);
    }

    long tail() {
        return words.get(Layout.TAIL_AT);
    }

    boolean isNearlyFull() {
        return tail() - head() > layout.logEntries() * 3L / 4;
    }

    /** A thread has taken the entry, but has not written it: it still runs, or it was killed. */
    boolean isHole(long number) {
        return mark(number) == 0;
    }

    long member(long number) {
        return words.get(layout.entry(number));
    }

    long week(long number) {
        return (mark(number) & ~MARK) >>> WEEK_SHIFT;
    }

    int set(long number) {
        return (int) mark(number);
    }

    /** Frees the entries before this one. */
    void clear(long end) {
        for (long number = head(); number < end; number++) {
            words.set(layout.entry(number) + Long.BYTES, 0);
        }
        words.set(Layout.HEAD_AT, end);
    }

    private long mark(long number) {
        return words.get(layout.entry(number) + Long.BYTES);
    }
}
