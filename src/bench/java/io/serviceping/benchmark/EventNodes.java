package io.serviceping.benchmark;

import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.events.Who;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Four nodes that flush into one database: whether they hinder each other, and how long a flush takes. */
final class EventNodes implements AutoCloseable {
    private static final int NODES = 4;
    private static final int EVENTS = 200;
    private static final int CELLS = 20;
    private static final int FLUSHED_CELLS = 600;
    private static final int FLUSHED_MEMBERS = 1_000;
    private static final int MEASURED = 40;
    private static final int CALLS = 400;
    private static final int USERS = 5_000;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final TestDatabase.Url database;
    private final List<EventTracker> nodes;

    EventNodes(TestDatabase.Url database, DataSource pool, Path work) {
        StringBuilder text = new StringBuilder("service-ping-events 1\n");
        for (int event = 1; event <= EVENTS; event++) {
            text.append(
                    "event %d node_event_%d%n property a 5 u v w%n property b 4 x y z%n identifier user%n sum bytes 1000%n"
                            .formatted(event + 1000, event));
        }
        EventCatalogue catalogue = EventCatalogue.parse(text.toString());
        this.database = database;
        this.nodes = IntStream.range(0, NODES)
                .mapToObj(node -> EventTracker.builder(catalogue)
                        .dataSource(pool)
                        .spool(work.resolve("node-" + node))
                        .memberKey(work.resolve("node-key"))
                        .flushEvery(Duration.ofDays(1))
                        .createSchema(true)
                        .start())
                .toList();
    }

    /** One node after the other flushes 600 cells and 1,000 new members; milliseconds. */
    List<Double> flushes() {
        nodes.forEach(EventNodes::flush);
        List<Double> millis = new ArrayList<>();
        for (int turn = 0; turn < MEASURED; turn++) {
            EventTracker node = nodes.get(turn % NODES);
            for (int call = 0; call < FLUSHED_MEMBERS; call++) {
                int cell = call % FLUSHED_CELLS;
                node.counter(1001 + cell / CELLS).add(cell % CELLS, 1, Who.user(1_000_000L * (turn + 1) + call));
            }
            millis.add(flush(node) * 1_000);
        }
        return millis;
    }

    /**
     * All nodes flush at once, again and again, each time some 400 of all 4,000 cells.
     *
     * @param transactions that wrote, for each flush
     */
    record AtOnce(int flushes, long deadlocks, double transactions, boolean exact, double seconds) {}

    AtOnce atOnce(int flushes) throws Exception {
        try (Session session = Session.open(database)) {
            long before = deadlocks(session);
            long stored = stored(session);
            long written = written(session);
            long begin = System.nanoTime();
            ExecutorService threads = Executors.newFixedThreadPool(NODES);
            List<Future<?>> running = new ArrayList<>();
            for (EventTracker node : nodes) {
                Random random = new Random(nodes.indexOf(node));
                running.add(threads.submit(() -> {
                    for (int flush = 0; flush < flushes / NODES; flush++) {
                        for (int call = 0; call < CALLS; call++) {
                            node.counter(1001 + random.nextInt(EVENTS))
                                    .add(random.nextInt(CELLS), 1, Who.user(random.nextInt(USERS)));
                        }
                        flush(node);
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            threads.shutdown();
            int all = flushes / NODES * NODES;
            return new AtOnce(
                    all,
                    deadlocks(session) - before,
                    (written(session) - written) / (double) all,
                    stored(session) - stored == (long) all * CALLS,
                    Session.secondsSince(begin));
        }
    }

    private static double flush(EventTracker node) {
        long begin = System.nanoTime();
        if (!node.flush(LONG)) {
            throw new IllegalStateException(node.health().problem());
        }
        return Session.secondsSince(begin);
    }

    private static long deadlocks(Session session) throws Exception {
        return session.number("select deadlocks from pg_stat_database where datname = current_database()")
                .orElse(0L);
    }

    private static long stored(Session session) throws Exception {
        return session.number("select coalesce(sum(total), 0) from product_event_daily")
                .orElse(0L);
    }

    /** Only transactions that write get a number. */
    private static long written(Session session) throws Exception {
        return session.number("select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)")
                .orElse(0L);
    }

    @Override
    public void close() {
        nodes.forEach(EventTracker::close);
    }
}
