package io.serviceping.benchmark;

import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.events.Who;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.springframework.util.FileSystemUtils;

/** What a call in an application costs, and what a kill makes it lose, beside other ways to count an event. */
final class EventCosts {
    private static final String BEST = "ours-user";
    private static final List<String> OURS = List.of("ours-off", "ours-total", "ours-sum", BEST, "ours-words");
    private static final List<String> IN_MEMORY = List.of("micrometer", "opentelemetry");
    private static final List<String> OVER_HTTP = List.of("posthog", "snowplow", "segment");
    private static final int MANY = 3_000_000;
    private static final int OVER_HTTP_CALLS = 30_000;
    private static final int KILLS = 6;
    private static final long LONGEST = 4_000;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Bench bench;
    private final Options.Part part;

    EventCosts(Bench bench, Options.Part part) {
        this.bench = bench;
        this.part = part;
    }

    void measure() throws Exception {
        Cores.pin(Cores.all());
        try (Server server = Server.durable(bench.options().url(), bench.work().resolve("durable"));
                EventSink sink = EventSink.start()) {
            bench.tell(
                    part,
                    "## Events%n%nall on the same %d cores, %s".formatted(Cores.here(), Machine.describe(server)));
            try (Session session = Session.open(server.admin())) {
                session.execute("create database events");
            }
            TestDatabase.Url database = server.database("events");
            EventPeers peers = EventPeers.in(bench.work().resolve("peers"), database, sink);
            bench.tell(part, calls(peers));
            bench.tell(part, latency(peers));
            bench.tell(part, flush(database));
            bench.tell(part, kills(peers, database, sink));
        }
    }

    /** Interleaved, so that no side has a quieter machine. */
    private Table calls(EventPeers peers) throws Exception {
        Map<String, List<EventPeers.Cost>> costs = new LinkedHashMap<>();
        for (int round = 0; round < bench.options().rounds(); round++) {
            for (String side : OURS) {
                add(costs, side, peers.cost("cost", side, MANY, 1));
            }
            add(costs, "ours-total, 8 threads", peers.cost("cost", "ours-total", MANY, 8));
            for (String side : IN_MEMORY) {
                add(costs, side, peers.cost("cost", side, MANY, 1));
            }
            for (String side : OVER_HTTP) {
                add(costs, side, peers.cost("cost", side, OVER_HTTP_CALLS, 1));
            }
        }
        double ours = median(costs, BEST, EventPeers.Cost::caller);
        double process = median(costs, BEST, EventPeers.Cost::process);
        Table table = new Table(
                "side",
                "caller's CPU, ns a call",
                "bytes a call",
                "process's CPU, ns a call",
                "caller, of " + BEST,
                "process, of " + BEST);
        costs.keySet()
                .forEach(side -> table.row(
                        side,
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::caller)),
                        "%.0f".formatted(median(costs, side, EventPeers.Cost::bytes)),
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::process)),
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::caller) / ours),
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::process) / process)));
        return table;
    }

    private static void add(Map<String, List<EventPeers.Cost>> costs, String side, EventPeers.Cost cost) {
        costs.computeIfAbsent(side, none -> new ArrayList<>()).add(cost);
        System.out.println("  " + side + ": " + cost);
    }

    private static double median(
            Map<String, List<EventPeers.Cost>> costs, String side, ToDoubleFunction<EventPeers.Cost> what) {
        return Medians.of(costs.getOrDefault(side, List.of()).stream()
                .map(what::applyAsDouble)
                .toList());
    }

    private Table latency(EventPeers peers) throws Exception {
        EventPeers.Cost cost = peers.cost("latency", "ours-flushing", MANY, 1);
        return new Table("a call while a flush runs each 50 ms", "ns")
                .row("median", Table.number(cost.caller()))
                .row("99.9th percentile", Table.number(cost.bytes()));
    }

    /** 600 cells and 1,000 new members. */
    private Table flush(TestDatabase.Url database) throws Exception {
        StringBuilder catalogue = new StringBuilder("service-ping-events 1\n");
        for (int event = 1; event <= 60; event++) {
            catalogue.append("event %d event_%d%n  property format 10 a b c d e f g h i%n  identifier user%n"
                    .formatted(event + 100, event));
        }
        List<Double> millis = new ArrayList<>();
        try (EventTracker tracker = EventTracker.builder(EventCatalogue.parse(catalogue.toString()))
                .dataSource(database.dataSource())
                .spool(bench.work().resolve("flushed"))
                .flushEvery(Duration.ofDays(1))
                .createSchema(true)
                .start()) {
            for (int round = 0; round < 20; round++) {
                for (int call = 0; call < 1_000; call++) {
                    tracker.counter(101 + call % 60).add(call / 60 % 10, 0, Who.user(1_000L * round + call));
                }
                long begin = System.nanoTime();
                if (!tracker.flush(LONG)) {
                    throw new IllegalStateException(tracker.health().problem());
                }
                millis.add(Session.secondsSince(begin) * 1_000);
            }
        }
        return new Table("flush of 600 cells and 1,000 new members", "ms")
                .row("median of 20", "%.0f".formatted(Medians.of(millis)))
                .row(
                        "longest",
                        "%.0f"
                                .formatted(millis.stream()
                                        .mapToDouble(one -> one)
                                        .max()
                                        .orElse(0)));
    }

    private Table kills(EventPeers peers, TestDatabase.Url database, EventSink sink) throws Exception {
        Table table = new Table("side", "kills", "calls that returned", "arrived", "lost", "lost a kill");
        Random random = new Random(1);
        List<String> sides = new ArrayList<>(OVER_HTTP);
        sides.add("ours-killed");
        for (String side : sides) {
            long returned = 0;
            long before = side.startsWith("ours") ? stored(peers.spool(), database) : sink.settled();
            for (int kill = 0; kill < KILLS; kill++) {
                returned += peers.killed(side, random.nextLong(LONGEST));
            }
            long arrived = (side.startsWith("ours") ? stored(peers.spool(), database) : sink.settled()) - before;
            table.row(
                    side,
                    String.valueOf(KILLS),
                    Table.number(returned),
                    Table.number(arrived),
                    Table.number(Math.max(0, returned - arrived)),
                    Table.number(Math.max(0, returned - arrived) / (double) KILLS));
        }
        FileSystemUtils.deleteRecursively(peers.spool());
        return table;
    }

    /** What is in the database once a new process has recovered the files of dead ones. */
    private static long stored(Path spool, TestDatabase.Url database) throws Exception {
        EventCatalogue any = EventCatalogue.parse("service-ping-events 1\nevent 999 unused\n");
        try (EventTracker tracker = EventTracker.builder(any)
                .dataSource(database.dataSource())
                .spool(spool)
                .createSchema(true)
                .start()) {
            if (!tracker.flush(LONG)) {
                throw new IllegalStateException(tracker.health().problem());
            }
        }
        try (Session session = Session.open(database)) {
            return session.number("select coalesce(sum(total), 0) from product_event_daily where event = 17")
                    .orElse(0L);
        }
    }
}
