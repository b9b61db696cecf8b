package io.serviceping.benchmark;

import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.util.FileSystemUtils;

/** What kills make each side lose: the same loop, and the same moments. */
final class EventKills {
    private static final String OURS = "ours-killed";
    private static final int LONGEST = 4_000;
    private static final int FORMATS = 3;
    private static final int SOURCES = 2;
    /** With the room for new values, and {@code other}. */
    private static final int CELLS_OF_A_FORMAT = 4;

    private static final int USERS = 1_024;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Bench bench;
    private final Options.Part part;
    private final EventPeers peers;
    private final int[] moments;

    EventKills(Bench bench, Options.Part part, EventPeers peers) {
        this.bench = bench;
        this.part = part;
        this.peers = peers;
        this.moments = new Random(1).ints(bench.options().kills(), 0, LONGEST).toArray();
    }

    /** All sides at once, so that none has a quieter machine. */
    void measure(List<String> others, TestDatabase.Url database) throws Exception {
        // What other parts left is none of what the killed processes do.
        flush(database);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Session session = Session.open(database)) {
            session.execute("truncate product_event_daily, product_event_member");
            Map<String, Future<Kills>> all = new LinkedHashMap<>();
            others.forEach(side -> all.put(side, threads.submit(() -> kill(side))));
            List<Long> ours = threads.submit(() -> kill(OURS)).get().returned();
            Table table = new Table("side", "kills", "calls that returned", "arrived", "lost", "lost a kill");
            for (Map.Entry<String, Future<Kills>> side : all.entrySet()) {
                row(table, side.getKey(), side.getValue().get());
            }
            flush(database);
            long stored = session.number("select coalesce(sum(total), 0) from product_event_daily")
                    .orElse(0L);
            row(table, OURS, new Kills(ours, stored));
            bench.tell(part, table);
            bench.tell(part, cells(session, ours));
        } finally {
            threads.shutdownNow();
        }
        FileSystemUtils.deleteRecursively(peers.spool());
    }

    /** @param returned how many calls had returned at each kill */
    private record Kills(List<Long> returned, long arrived) {}

    private Kills kill(String side) throws Exception {
        List<Long> returned = new ArrayList<>();
        try (EventSink sink = EventSink.start()) {
            for (int moment : moments) {
                returned.add(peers.killed(side, sink, moment));
            }
            return new Kills(returned, sink.settled());
        }
    }

    private void row(Table table, String side, Kills kills) {
        long returned = kills.returned().stream().mapToLong(Long::longValue).sum();
        long lost = Math.max(0, returned - kills.arrived());
        table.row(
                side,
                String.valueOf(moments.length),
                Table.number(returned),
                Table.number(kills.arrived()),
                Table.number(lost),
                "%.1f".formatted(lost / (double) moments.length));
    }

    /** In each cell: what returned ≤ what is stored ≤ what was begun, which is one call of each process more. */
    private static Table cells(Session session, List<Long> returned) throws Exception {
        Table table = new Table(
                "cell",
                "calls that returned",
                "stored",
                "begun at most",
                "sums that returned",
                "stored",
                "begun at most");
        Map<Integer, long[]> least = called(returned, 0);
        for (Map.Entry<Integer, long[]> most : called(returned, 1).entrySet()) {
            int cell = most.getKey();
            List<String> row = new ArrayList<>(List.of(String.valueOf(cell)));
            for (int i = 0; i < 2; i++) {
                long stored = session.number("select coalesce(sum(" + (i == 0 ? "total" : "value_sum")
                                + "), 0) from product_event_daily where cell = " + cell)
                        .orElse(0L);
                row.addAll(bounded(least.getOrDefault(cell, new long[2])[i], stored, most.getValue()[i]));
            }
            table.row(row.toArray(String[]::new));
        }
        long longest = returned.stream().mapToLong(Long::longValue).max().orElse(0);
        List<String> members = bounded(
                Math.min(USERS, longest),
                session.number("select count(distinct member) from product_event_member")
                        .orElse(0L),
                Math.min(USERS, longest + 1));
        table.row("members", members.get(0), members.get(1), members.get(2), "", "", "");
        return table;
    }

    private static List<String> bounded(long least, long stored, long most) {
        if (stored < least || stored > most) {
            throw new IllegalStateException(
                    "stored " + stored + ", but " + least + " returned and " + most + " were begun");
        }
        return List.of(Table.number(least), Table.number(stored), Table.number(most));
    }

    /** The totals and sums of each cell, by {@code EventCalls}, if each process made so many more calls. */
    private static Map<Integer, long[]> called(List<Long> returned, int more) {
        Map<Integer, long[]> cells = new TreeMap<>();
        for (long calls : returned) {
            for (int number = 0; number < calls + more; number++) {
                int cell = number % FORMATS * CELLS_OF_A_FORMAT + number % SOURCES;
                long[] counted = cells.computeIfAbsent(cell, none -> new long[2]);
                counted[0]++;
                counted[1] += number & USERS - 1;
            }
        }
        return cells;
    }

    /** A new process recovers the files of dead ones. */
    private void flush(TestDatabase.Url database) {
        EventCatalogue any = EventCatalogue.parse("service-ping-events 1\nevent 999 unused\n");
        try (EventTracker tracker = EventTracker.builder(any)
                .dataSource(database.dataSource())
                .spool(peers.spool())
                .createSchema(true)
                .start()) {
            if (!tracker.flush(LONG)) {
                throw new IllegalStateException(tracker.health().problem());
            }
        }
    }
}
