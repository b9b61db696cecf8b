package io.serviceping.events;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Which bank counts which day. A bank changes its day only when the database has all that it counted. So no caller waits
 * for the database: at worst, all four banks hold days that the database has not, and the nearest of these days is used.
 */
final class Banks {
    /** Days are numbered from 1970-01-01; no bank has that day. */
    static final long NO_DAY = 0;

    private final Spool spool;
    private final Words words;
    private final ReentrantLock lock = new ReentrantLock();
    /** A flush has written the next generation, and does not yet know whether it is committed. */
    private boolean inDoubt;

    Banks(Spool spool) {
        this.spool = spool;
        this.words = spool.words();
    }

    Spool spool() {
        return spool;
    }

    /** The bank for a day. */
    int of(long day) {
        int usual = (int) day & (Layout.BANKS - 1);
        if (label(usual) == day) {
            return usual;
        }
        int other = labelled(day);
        return other >= 0 ? other : label(day, Layout.BANKS, NO_DAY);
    }

    long label(int bank) {
        return words.get(Layout.LABELS_AT + bank * Long.BYTES);
    }

    /** Gets banks ready for yesterday to the day after tomorrow, where the database has what they held. */
    void prepare(long today) {
        for (long day = Math.max(NO_DAY + 1, today - 1); day <= today + 2; day++) {
            if (labelled(day) < 0) {
                int unused = label(day, 1, today);
            }
        }
    }

    /** Runs while no bank changes its day. */
    void hold(boolean afterwardsInDoubt, Runnable action) {
        lock.lock();
        try {
            action.run();
            inDoubt = afterwardsInDoubt;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the day one of the first candidates, but never the bank of the day that is kept. */
    private int label(long day, int candidates, long kept) {
        if (!lock.tryLock()) {
            return nearest(day);
        }
        try {
            int bank = labelled(day);
            for (int i = 0; bank < 0 && i < candidates; i++) {
                int candidate = (int) (day + i) & (Layout.BANKS - 1);
                long counted = label(candidate);
                if (counted == NO_DAY || (counted != kept && isStored(candidate))) {
                    words.set(Layout.LABELS_AT + candidate * Long.BYTES, day);
                    bank = candidate;
                }
            }
            return bank < 0 ? nearest(day) : bank;
        } finally {
            lock.unlock();
        }
    }

    private int labelled(long day) {
        for (int bank = 0; bank < Layout.BANKS; bank++) {
            if (label(bank) == day) {
                return bank;
            }
        }
        return -1;
    }

    private int nearest(long day) {
        int nearest = 0;
        for (int bank = 1; bank < Layout.BANKS; bank++) {
            if (Math.abs(label(bank) - day) < Math.abs(label(nearest) - day)) {
                nearest = bank;
            }
        }
        return nearest;
    }

    private boolean isStored(int bank) {
        long generation = spool.generation();
        return equalsStored(bank, generation) && (!inDoubt || equalsStored(bank, generation + 1));
    }

    private boolean equalsStored(int bank, long generation) {
        for (int cell = 0; cell < spool.layout().cells(); cell++) {
            if (spool.total(bank, cell) != spool.storedTotal(generation, bank, cell)
                    || spool.sum(bank, cell) != spool.storedSum(generation, bank, cell)) {
                return false;
            }
        }
        return true;
    }
}
