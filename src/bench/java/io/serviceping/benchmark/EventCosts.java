package io.serviceping.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What a call in an application costs beside other ways to count an event. */
final class EventCosts {
    private static final String BEST = "ours-user";
    private static final String FIRST = "ours-first";
    private static final String EIGHT = "ours-total, 8 threads";
    private static final List<String> OURS = List.of("ours-off", "ours-total", "ours-sum", BEST, "ours-words");
    private static final List<String> IN_MEMORY = List.of("micrometer", "opentelemetry");
    private static final List<String> OVER_HTTP = List.of("posthog", "snowplow", "segment");
    private static final int MANY = 3_000_000;
    private static final List<String> OVER_REDIS = List.of("gitlab-total", "gitlab-total-and-user");
    private static final int SOME = 30_000;

    private final Bench bench;
    private final Options.Part part;
    private final Aims aims = new Aims();

    EventCosts(Bench bench, Options.Part part) {
        this.bench = bench;
        this.part = part;
    }

    void measure() throws Exception {
        Cores.pin(Cores.all());
        Optional<RedisServer> redis = RedisServer.start(bench.work().resolve("redis"));
        try (Server server = Server.durable(bench.options().url(), bench.work().resolve("durable"));
                EventSink sink = EventSink.start()) {
            bench.tell(
                    part,
                    "## Events%n%nall on the same %d cores, %s".formatted(Cores.here(), Machine.describe(server)));
            try (Session session = Session.open(server.admin())) {
                session.execute("create database events");
            }
            EventPeers peers = EventPeers.in(
                    bench.work().resolve("peers"),
                    server.database("events"),
                    sink,
                    redis.map(RedisServer::port).orElse(0));
            if (part == Options.Part.EVENTS) {
                measure(server, peers, redis.isPresent());
            }
            new EventKills(bench, part, peers).measure(OVER_HTTP, server.database("events"));
        } finally {
            redis.ifPresent(RedisServer::close);
        }
    }

    private void measure(Server server, EventPeers peers, boolean redis) throws Exception {
        if (!redis) {
            bench.tell(part, "GitLab's way: not measured, `redis-server` is not installed.\n");
        }
        bench.tell(part, calls(peers, redis));
        bench.tell(part, latency(peers));
        new EventLoads(bench, part, aims).measure(server, peers);
        bench.tell(part, aims.table());
    }

    /** Interleaved, so that no side has a quieter machine. */
    private Table calls(EventPeers peers, boolean redis) throws Exception {
        Map<String, List<EventPeers.Cost>> costs = new LinkedHashMap<>();
        for (int round = 0; round < bench.options().rounds(); round++) {
            for (String side : OURS) {
                add(costs, side, peers.cost("cost", side, MANY, 1));
            }
            add(costs, FIRST, peers.cost("cost", FIRST, SOME, 1));
            add(costs, EIGHT, peers.cost("cost", "ours-total", MANY, 8));
            for (String side : redis ? OVER_REDIS : List.<String>of()) {
                add(costs, side, peers.cost("cost", side, SOME, 1));
            }
            for (String side : IN_MEMORY) {
                add(costs, side, peers.cost("cost", side, MANY, 1));
            }
            for (String side : OVER_HTTP) {
                add(costs, side, peers.cost("cost", side, SOME, 1));
            }
        }
        double ours = median(costs, BEST, EventPeers.Cost::caller);
        double process = median(costs, BEST, EventPeers.Cost::process);
        Table table = new Table(
                "side",
                "caller's CPU, ns a call",
                "bytes a call",
                "process's CPU, ns a call",
                "caller's time, ns a call",
                "caller, of " + BEST,
                "process, of " + BEST);
        costs.keySet()
                .forEach(side -> table.row(
                        side,
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::caller)),
                        "%.0f".formatted(median(costs, side, EventPeers.Cost::bytes)),
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::process)),
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::waited)),
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::caller) / ours),
                        "%.1f".formatted(median(costs, side, EventPeers.Cost::process) / process)));
        aims(costs);
        return table;
    }

    private void aims(Map<String, List<EventPeers.Cost>> costs) {
        double total = median(costs, "ours-total", EventPeers.Cost::caller);
        aims.atMost("V1: a total, ns", 60, total);
        aims.atMost("V1: with a sum, ns", 75, median(costs, "ours-sum", EventPeers.Cost::caller));
        aims.atMost("V1: with a user seen before, ns", 100, median(costs, BEST, EventPeers.Cost::caller));
        aims.atMost("V1: with a user first seen, ns", 400, median(costs, FIRST, EventPeers.Cost::caller));
        aims.atMost("V1: bytes of a total", 0, Math.floor(median(costs, "ours-total", EventPeers.Cost::bytes)));
        aims.atMost("V1: off, ns", 2, median(costs, "ours-off", EventPeers.Cost::caller));
        aims.atMost("V1: 8 threads / one", 2, median(costs, EIGHT, EventPeers.Cost::caller) / total);
        aims.atLeast("V2: best that sends / ours with a user, caller", 10, best(costs, EventPeers.Cost::caller));
        aims.atLeast("V2: best that sends / ours with a user, process", 15, best(costs, EventPeers.Cost::process));
        aims.atLeast("V3: million totals a second and core", 10, 1_000 / total);
    }

    private static double best(Map<String, List<EventPeers.Cost>> costs, ToDoubleFunction<EventPeers.Cost> what) {
        double best = OVER_HTTP.stream()
                .mapToDouble(side -> median(costs, side, what))
                .min()
                .orElseThrow();
        return best / median(costs, BEST, what);
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
        aims.atMost("V3: 99.9th percentile while flushing, ns", 5_000, cost.bytes());
        return new Table("a call while a flush runs each 50 ms", "ns")
                .row("median", Table.number(cost.caller()))
                .row("99.9th percentile", Table.number(cost.bytes()));
    }
}
