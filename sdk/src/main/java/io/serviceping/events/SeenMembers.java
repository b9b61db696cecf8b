package io.serviceping.events;

import java.util.concurrent.atomic.AtomicLongArray;

/** Members that were logged lately, so that most repeated calls write nothing. It forgets; a repeated entry does no harm. */
final class SeenMembers {
    private static final int SIZE = 1 << 13;
    private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

    private final AtomicLongArray keys = new AtomicLongArray(SIZE);

    /** One key for a member of a set in a week. It is never 0. */
    static long key(long member, long week, int set) {
        long mixed = (member ^ (week << Integer.SIZE | set) * ODD) * ODD;
        return (mixed ^ mixed >>> Integer.SIZE) | 1L << 62;
    }

    boolean contains(long key) {
        return keys.getAcquire(index(key)) == key;
    }

    void add(long key) {
        keys.setRelease(index(key), key);
    }

    void clear() {
        for (int i = 0; i < SIZE; i++) {
            keys.setRelease(i, 0);
        }
    }

    private static int index(long key) {
        return (int) key & (SIZE - 1);
    }
}
