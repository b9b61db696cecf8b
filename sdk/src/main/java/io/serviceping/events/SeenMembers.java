package io.serviceping.events;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Members that were logged, so that repeated calls write nothing. Room for all that the log can take while the database is
 * away. A member that is not remembered is logged again, which does no harm.
 */
final class SeenMembers {
    private static final int SIZE = 1 << 18;
    private static final int MOST = SIZE / 2;
    private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

    private final AtomicLongArray keys = new AtomicLongArray(SIZE);
    private final AtomicInteger size = new AtomicInteger();

    /** One key for a member of a set in a week. It is never 0. */
    static long key(long member, long week, int set) {
        long mixed = (member ^ (week << Integer.SIZE | set) * ODD) * ODD;
        return (mixed ^ mixed >>> Integer.SIZE) | 1L << 62;
    }

    boolean contains(long key) {
        return keys.getAcquire(place(key)) == key;
    }

    void add(long key) {
        if (size.get() < MOST && keys.compareAndSet(place(key), 0, key)) {
            size.incrementAndGet();
        }
    }

    /** Makes room for as many members as the log can take. */
    void forgetIfHalfFull() {
        if (size.get() > MOST / 2) {
            clear();
        }
    }

    void clear() {
        for (int i = 0; i < SIZE; i++) {
            keys.setRelease(i, 0);
        }
        size.set(0);
    }

    /** Where the key is, or an empty place; at least half of them are empty. */
    private int place(long key) {
        int place = (int) key & (SIZE - 1);
        for (long found = keys.getAcquire(place); found != 0 && found != key; found = keys.getAcquire(place)) {
            place = place + 1 & SIZE - 1;
        }
        return place;
    }
}
