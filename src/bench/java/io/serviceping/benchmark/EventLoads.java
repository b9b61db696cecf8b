package io.serviceping.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What counting events costs the database, the program and a start of the application. */
final class EventLoads {
    private static final int MOST_FLUSHES = 10_000;
    private static final int STARTS = 7;
    private static final int LARGEST_JAR = 122_880;
    private static final int ROWS_FOR_A_FLUSH = 1_000;
    private static final double HEAP = 4e6;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Bench bench;
    private final Options.Part part;
    private final Aims aims;

    EventLoads(Bench bench, Options.Part part, Aims aims) {
        this.bench = bench;
        this.part = part;
        this.aims = aims;
    }

    void measure(Server server, EventPeers peers) throws Exception {
        try (Session session = Session.open(server.admin())) {
            session.execute("create database nodes");
            session.execute("create database scans");
        }
        bench.tell(part, starts(peers));
        bench.tell(part, nodes(server.database("nodes")));
        bench.tell(part, scans(server.database("scans"), h2()));
    }

    private TestDatabase.Url h2() {
        return new TestDatabase.Url("jdbc:h2:file:" + bench.work().resolve("scans/h2"), "sa", "");
    }

    private Table starts(EventPeers peers) throws Exception {
        EventPeers.run(List.of("./mvnw", "-B", "-ntp", "-q", "-f", "sdk/pom.xml", "verify"));
        Path jar = Path.of("sdk/target/service-ping-events.jar");
        List<double[]> starts = new ArrayList<>();
        for (int start = 0; start < STARTS; start++) {
            starts.add(peers.start(jar));
        }
        double waited = Medians.of(starts.stream().map(one -> one[0]).toList());
        double cpu = Medians.of(starts.stream().map(one -> one[1]).toList());
        double heap = Medians.of(starts.stream().map(one -> one[2]).toList());
        aims.atMost("V8: bytes of the jar", LARGEST_JAR, (double) Files.size(jar));
        aims.atMost("V8: start, ms of the caller's CPU", 20, cpu);
        aims.atMost("V8: heap after the first flush, MB", HEAP / 1e6, heap / 1e6);
        return new Table(
                        "SDK, 200 events with 4,000 cells, in a new process that has used its database, median of "
                                + STARTS,
                        "")
                .row("bytes of the jar, which runs without another but the driver", Table.number(Files.size(jar)))
                .row("start, ms", "%.1f".formatted(waited))
                .row("start, ms of the caller's CPU", "%.1f".formatted(cpu))
                .row("heap after the first flush, bytes", Table.number(heap));
    }

    private Table nodes(TestDatabase.Url database) throws Exception {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.jdbc());
            pool.setUsername(database.username());
            pool.setPassword(database.password());
            try (EventNodes nodes = new EventNodes(database, pool, bench.work().resolve("nodes"))) {
                List<Double> millis = nodes.flushes();
                int flushes = (int) Math.min(MOST_FLUSHES, bench.options().rows() / ROWS_FOR_A_FLUSH);
                EventNodes.AtOnce atOnce = nodes.atOnce(flushes);
                if (!atOnce.exact()) {
                    throw new IllegalStateException("The totals are not those of the calls.");
                }
                aims.atMost("V6: a flush of 600 cells and 1,000 members, ms", 100, Medians.of(millis));
                aims.atMost("V6: deadlocks", 0, (double) atOnce.deadlocks());
                // Autovacuum's transactions have numbers too.
                aims.atMost("V6: transactions a flush", 1.01, atOnce.transactions());
                return new Table("four nodes, 4,000 cells", "")
                        .row(
                                "one flushes 600 cells and 1,000 new members, ms, median of " + millis.size(),
                                "%.0f".formatted(Medians.of(millis)))
                        .row(
                                "the longest of them, ms",
                                "%.0f"
                                        .formatted(millis.stream()
                                                .mapToDouble(one -> one)
                                                .max()
                                                .orElse(0)))
                        .row("all at once, 400 calls each: flushes", Table.number(atOnce.flushes()))
                        .row("their deadlocks", Table.number(atOnce.deadlocks()))
                        .row("their transactions, for each flush", "%.3f".formatted(atOnce.transactions()))
                        .row("seconds of all", Table.seconds(atOnce.seconds()));
            }
        }
    }

    private static void makeTables(TestDatabase.Url database) {
        try (EventTracker tracker = EventTracker.builder(
                        EventCatalogue.parse("service-ping-events 1\nevent 1 event_1\n"))
                .dataSource(database.dataSource())
                .createSchema(true)
                .start()) {
            if (!tracker.flush(LONG)) {
                throw new IllegalStateException(tracker.health().problem());
            }
        }
    }

    private Table scans(TestDatabase.Url... databases) throws Exception {
        Table table = new Table("metrics over events", "metrics", "scans", "(c), s", "(a), s", "values that differ");
        for (TestDatabase.Url database : databases) {
            boolean h2 = database.jdbc().startsWith("jdbc:h2");
            Path home = bench.newHome();
            makeTables(database);
            EventScans.Found found = new EventScans(database, home).measure();
            String name = h2 ? "H2" : "PostgreSQL";
            table.row(
                    name,
                    String.valueOf(found.metrics()),
                    String.valueOf(found.scans()),
                    Table.seconds(found.seconds()),
                    Table.seconds(found.alone()),
                    String.valueOf(found.different()));
            aims.atMost("V7: scans, " + name, 2, found.scans());
            aims.atMost("V7: metrics with another value than their own SQL, " + name, 0, (double) found.different());
            if (!h2) {
                aims.atMost("V7: seconds, PostgreSQL", 1, found.seconds());
            }
        }
        return table;
    }
}
