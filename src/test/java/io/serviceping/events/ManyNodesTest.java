package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Four nodes write the same 4,000 cells, and sets of members that become sketches, at once. {@code
 * -Dservice-ping.event-flushes=10000} sets the number of flushes.
 */
class ManyNodesTest {
    private static final int NODES = 4;
    private static final int EVENTS = 16;
    private static final int CELLS = 250;
    private static final EventCatalogue CATALOGUE = EventCatalogue.parse("service-ping-events 1\n"
            + IntStream.rangeClosed(1, EVENTS)
                    .mapToObj(event -> "event " + event + " event_" + event + "\n  property place " + CELLS
                            + " a b\n  identifier user\n  sum bytes 1000\n")
                    .collect(Collectors.joining()));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void noFlushMeetsADeadlockAndNothingIsLost(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.builder().start().close();
        Failures failures = new Failures(application.url.dataSource());
        AtomicLong calls = new AtomicLong();
        AtomicLong flushes = new AtomicLong();
        int flushesOfANode = Soak.of("service-ping.event-flushes", 8, 10_000) / NODES;
        // H2 takes seconds for all cells.
        int callsOfAFlush = database == TestDatabase.H2 ? 300 : 2 * EVENTS * CELLS;
        List<Thread> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            int node = i;
            nodes.add(new Thread(() -> {
                Random random = new Random(Soak.seed() + node);
                try (EventTracker tracker = node(application, failures, node)) {
                    for (int flush = 0; flush < flushesOfANode; flush++) {
                        for (int call = 0; call < callsOfAFlush; call++) {
                            tracker.counter(1 + random.nextInt(EVENTS))
                                    .add(random.nextInt(CELLS), 1, Who.user(random.nextInt(5_000)));
                        }
                        calls.addAndGet(callsOfAFlush);
                        flushes.addAndGet(tracker.flush(TrackedApplication.LONG) ? 1 : 0);
                    }
                }
            }));
        }
        nodes.forEach(Thread::start);
        for (Thread node : nodes) {
            node.join();
        }

        System.out.println(database + ": " + flushes + " flushes, conflicts that were tried again " + failures.states);
        assertThat(failures.states).as(Soak.option(Soak.seed())).doesNotContainKeys("40P01", "40001");
        assertThat(flushes).hasValue((long) flushesOfANode * NODES);
        assertThat(application.rows("select sum(total), sum(value_sum) from product_event_daily"))
                .containsExactly(calls + " " + calls);
        assertThat(application.losses()).isEmpty();
    }

    private EventTracker node(TrackedApplication application, DataSource database, int number) {
        TrackerBuilder builder = new TrackerBuilder(CATALOGUE).environment(Map.of());
        return builder.dataSource(database)
                .spool(folder.resolve("node-" + number))
                .memberKey(folder.resolve("key"))
                .membersPerSet(50)
                .clock(() -> application.now.get())
                .flushEvery(java.time.Duration.ofDays(1))
                .start();
    }

    /** Counts what statements fail with, also if the flush is tried again. */
    private static final class Failures extends DelegatingDataSource {
        private final Map<String, Integer> states = new ConcurrentHashMap<>();

        Failures(DataSource database) {
            super(database);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return watched(Connection.class, super.getConnection());
        }

        private <T> T watched(Class<T> type, T target) {
            return type.cast(Proxy.newProxyInstance(
                    Failures.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        try {
                            Object result = method.invoke(target, arguments);
                            return result instanceof PreparedStatement statement
                                    ? watched(PreparedStatement.class, statement)
                                    : result;
                        } catch (InvocationTargetException e) {
                            if (e.getCause() instanceof SQLException failure) {
                                states.merge(String.valueOf(failure.getSQLState()), 1, Integer::sum);
                            }
                            throw e.getCause();
                        }
                    }));
        }
    }
}
