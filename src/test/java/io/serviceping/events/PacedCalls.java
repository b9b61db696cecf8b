package io.serviceping.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A thread that calls a thousand times a second, and knows what it has called and how long each call took. */
final class PacedCalls implements AutoCloseable {
    private static final long MILLISECOND = 1_000_000;
    private static final int CELLS = 16;
    private static final int CELLS_OF_A_SET = 4;
    private static final int KNOWN_USERS = 1_000;
    private static final int PROJECTS = 50;

    private final Counter counter;
    private final int newUserEach;
    private final Thread thread = new Thread(this::callUntilClosed, "calls");
    private final long[] totals = new long[CELLS];
    private final long[] sums = new long[CELLS];
    private final Map<String, Set<Integer>> sets = new TreeMap<>();
    private long[] nanos = new long[1 << 16];
    private volatile int calls;
    private volatile boolean closed;

    /** @param newUserEach each so many calls one has a user who was not seen before */
    PacedCalls(EventTracker tracker, int newUserEach) {
        this.counter = tracker.counter(17);
        this.newUserEach = newUserEach;
        thread.start();
    }

    private void callUntilClosed() {
        long begin = System.nanoTime();
        for (int call = 0; !closed; call++) {
            while (System.nanoTime() - begin < call * MILLISECOND) {
                LockSupport.parkNanos(MILLISECOND / 5);
            }
            call(call);
            calls = call + 1;
        }
    }

    private void call(int call) {
        boolean isNew = call % newUserEach == 0;
        int user = isNew ? KNOWN_USERS + call : call % KNOWN_USERS;
        // Each known user comes in each cell.
        int cell = isNew ? call / newUserEach % CELLS : call / KNOWN_USERS % CELLS;
        Who who = Who.user(user).project(call % PROJECTS);
        long before = System.nanoTime();
        counter.add(cell, call % 7, who);
        long took = System.nanoTime() - before;
        nanos = call < nanos.length ? nanos : Arrays.copyOf(nanos, 2 * call);
        nanos[call] = took;
        totals[cell]++;
        sums[cell] += call % 7;
        sets.computeIfAbsent("1 " + cell / CELLS_OF_A_SET, none -> new TreeSet<>())
                .add(user);
        sets.computeIfAbsent("2 0", none -> new TreeSet<>()).add(call % PROJECTS);
    }

    /** How many calls have returned. */
    int returned() {
        return calls;
    }

    /** Waits until so many more calls have returned. */
    void await(long more) {
        for (long end = calls + more; calls < end; ) {
            LockSupport.parkNanos(MILLISECOND);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }

    /** What the table of totals must have, for one day. */
    List<String> daily(String day) {
        return IntStream.range(0, CELLS)
                .filter(cell -> totals[cell] > 0)
                .mapToObj(cell -> day + " 17 " + cell + " " + totals[cell] + " " + sums[cell])
                .toList();
    }

    /** What the table of members must have, for one week. */
    List<String> sets(String monday) {
        return sets.entrySet().stream()
                .map(set ->
                        monday + " 17 " + set.getKey() + " " + set.getValue().size())
                .toList();
    }

    /** How many members all sets have. */
    int members() {
        return sets.values().stream().mapToInt(Set::size).sum();
    }

    /** How long the longest of these calls took, without a share of them. */
    Duration longest(int from, int to, double without) {
        long[] sorted = Arrays.stream(nanos, from, to).sorted().toArray();
        return Duration.ofNanos(sorted[(int) ((sorted.length - 1) * (1 - without))]);
    }
}
