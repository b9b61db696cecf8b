package io.serviceping.events;

import io.serviceping.events.Directory.Loss;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts into one spool. */
final class Recording {
    static final long DAY = 86_400_000;

    private static final long MONDAY = 3;
    private static final int DAYS_OF_A_WEEK = 7;

    private static final MethodHandle COUNT = count(Recording.class, long.class, int.class, long.class);

    /** Wrong calls count losses outside of any {@code try}. */
    private final MethodHandle losing = COUNT;

    private final Spool spool;
    private final Optional<SpoolFile> file;
    private final Banks banks;
    private final MemberLog log;
    private final SeenMembers seen = new SeenMembers();
    private final Directory directory;
    private final InstantSource clock;

    Recording(Spool spool, Optional<SpoolFile> file, Directory directory, InstantSource clock) {
        this.spool = spool;
        this.file = file;
        this.banks = new Banks(spool);
        this.log = new MemberLog(spool);
        this.directory = directory;
        this.clock = clock;
        banks.prepare(today());
    }

    /**
     * The method {@code count} of a class. The JVM reports a file that was cut at the end of a compiled method. Through a
     * handle in a field, that end is inside the caller's {@code try}, as the compiler does not join the two methods.
     */
    static MethodHandle count(Class<?> owner, Class<?>... parameters) {
        try {
            return MethodHandles.lookup().findVirtual(owner, "count", MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static long today(InstantSource clock) {
        return Math.max(Banks.NO_DAY + 1, Math.floorDiv(clock.millis(), DAY));
    }

    /** Weeks begin on Monday; the first began before 1970. */
    static long weekOf(long day) {
        return Math.floorDiv(day + MONDAY, DAYS_OF_A_WEEK);
    }

    static long firstDay(long week) {
        return week * DAYS_OF_A_WEEK - MONDAY;
    }

    /** The Monday of a day's week. */
    static long monday(long day) {
        return firstDay(weekOf(day));
    }

    long today() {
        return today(clock);
    }

    void count(long day, int cell, long sum) {
        if (!spool.count(banks.of(day), cell, sum)) {
            lose(Loss.SUM);
        }
    }

    /** Returns false if the log of members is full. */
    boolean member(long day, int set, long member) {
        long week = weekOf(day);
        long key = SeenMembers.key(member, week, set);
        if (!seen.contains(key)) {
            if (!log.append(member, week, set)) {
                return false;
            }
            seen.add(key);
        }
        return true;
    }

    void lose(Loss loss) {
        try {
            losing.invokeExact(this, today(), directory.lossCell(loss), 0L);
        } catch (Throwable e) {
            // Somebody has cut the file: the next flush sees it, and counts that.
            return;
        }
    }

    Spool spool() {
        return spool;
    }

    Banks banks() {
        return banks;
    }

    MemberLog log() {
        return log;
    }

    SeenMembers seen() {
        return seen;
    }

    boolean isDeleted() {
        return file.isPresent() && file.get().isDeleted();
    }

    boolean isCut() {
        return file.isPresent() && file.get().isCut(spool.layout().bytes());
    }

    Map<String, Long> lost() {
        Map<String, Long> lost = new TreeMap<>();
        for (Loss loss : Loss.values()) {
            long events = 0;
            for (int bank = 0; bank < Layout.BANKS; bank++) {
                events += spool.total(bank, directory.lossCell(loss));
            }
            if (events > 0) {
                lost.put(loss.reason(), events);
            }
        }
        return lost;
    }

    /** Releases the file: the next process that starts writes what is left in it, and deletes it. */
    void release() {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException e) {
            // The lock ends with the process.
            return;
        }
    }

    /**
     * Members that were logged, so that repeated calls write nothing. Room for all that the log can take while the database is
     * away. A member that is not remembered is logged again, which does no harm.
     */
    static final class SeenMembers {
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
}
