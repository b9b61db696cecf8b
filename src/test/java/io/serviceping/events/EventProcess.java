package io.serviceping.events;

import io.serviceping.events.CallRecord.Phase;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A process that counts, for tests that kill it. */
final class EventProcess {
    static final int HALTED = 9;
    /** The calls of a process that halts: all have returned when it flushes. */
    static final int CALLS = 400;
    /** Those more in a transaction of the application. */
    static final int SOLD = 10;

    /** Rare enough that the log of members is never full on a busy machine. */
    private static final int CALLS_OF_A_MEMBER = 4096;

    /** The largest set of rows where sets are to become sketches. */
    private static final int ROWS_OF_A_SET = 50;

    private EventProcess() {}

    /** Counts without end, with sets of rows alone or also with sketches, or counts some events and halts at one point of the flush; 0 never. */
    public static void main(String[] arguments) {
        TestDatabase.Url url = new TestDatabase.Url(arguments[0], arguments[1], arguments[2]);
        Path folder = Path.of(arguments[3]);
        int number = Integer.parseInt(arguments[6]);
        if (arguments[4].equals("halt")) {
            countAndHalt(url, folder, Integer.parseInt(arguments[5]), number);
        } else {
            int rows = arguments[4].equals("sketch") ? ROWS_OF_A_SET : Integer.MAX_VALUE;
            countWithoutEnd(url, folder, rows, new CallRecord(Path.of(arguments[5])), number);
        }
    }

    static Process start(TestDatabase.Url url, Path folder, String mode, String argument, int number)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EventProcess.class.getName()));
        command.addAll(List.of(
                url.jdbc(), url.username(), url.password(), folder.toString(), mode, argument, String.valueOf(number)));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static EventTracker tracker(DataSource database, Path folder, Duration interval, int rows) {
        return EventTracker.builder(TrackedApplication.CATALOGUE)
                .dataSource(database)
                .spool(folder)
                .flushEvery(interval)
                .membersPerSet(rows)
                .start();
    }

    private static void countAndHalt(TestDatabase.Url url, Path folder, int point, int number) {
        AtomicInteger passed = new AtomicInteger(point == 0 ? Integer.MIN_VALUE : -point);
        Runnable reached = () -> {
            if (passed.incrementAndGet() == 0) {
                Runtime.getRuntime().halt(HALTED);
            }
        };
        // The first flush, at the start, is not yet counted.
        Steps steps = new Steps(url.dataSource());
        EventTracker tracker = tracker(steps, folder, Duration.ofDays(1), Integer.MAX_VALUE);
        tracker.flush(TrackedApplication.LONG);
        for (int i = 0; i < CALLS; i++) {
            tracker.counter(17).add(i % CallRecord.CELLS, i, Who.user(1000L * number + i));
        }
        try (Connection connection = url.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < SOLD; i++) {
                tracker.counter(31).add(connection, 0, 0, Who.user(1000L * number + i));
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        steps.before = reached;
        steps.after = reached;
        tracker.flush(TrackedApplication.LONG);
        Runtime.getRuntime().halt(0);
    }

    private static void countWithoutEnd(TestDatabase.Url url, Path folder, int rows, CallRecord calls, int number) {
        Phases phases = new Phases(url.dataSource(), calls);
        EventTracker tracker = tracker(phases, folder, Duration.ofMillis(5), rows);
        for (int i = 0; i < CallRecord.THREADS; i++) {
            int thread = i;
            new Thread(() -> {
                        SplittableRandom random = new SplittableRandom(number * 10L + thread);
                        Counter counter = tracker.counter(17);
                        for (long call = 0; true; call++) {
                            int cell = random.nextInt(CallRecord.CELLS);
                            boolean member = call % CALLS_OF_A_MEMBER == 0;
                            long id = (number * 10L + thread) * 1_000_000_000 + call;
                            calls.begin(thread, cell, member);
                            counter.add(cell, 1, member ? Who.user(id) : Who.anonymous());
                            calls.returned(thread, cell, member);
                        }
                    })
                    .start();
        }
    }

    /** Runs something before and after each statement and each end of a transaction. */
    private static class Steps extends DelegatingDataSource {
        private volatile Runnable before = () -> {};
        private volatile Runnable after = () -> {};

        Steps(DataSource database) {
            super(database);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Steps.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        boolean counts =
                                List.of("prepareStatement", "commit", "close").contains(method.getName());
                        try {
                            if (counts) {
                                before.run();
                            }
                            reached(method.getName());
                            Object result = method.invoke(connection, arguments);
                            if (counts) {
                                after.run();
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        void reached(String method) {}
    }

    /** Notes what the flush is doing. What follows its commit is the recovery of dead processes. */
    private static final class Phases extends Steps {
        private final CallRecord calls;
        private Phase phase = Phase.IDLE;

        Phases(DataSource database, CallRecord calls) {
            super(database);
            this.calls = calls;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            enter(Phase.FLUSH);
            return connection;
        }

        @Override
        void reached(String method) {
            if (method.equals("close")) {
                enter(Phase.IDLE);
            } else if (method.equals("commit") && phase == Phase.FLUSH) {
                enter(Phase.COMMIT);
            } else if (method.equals("prepareStatement") && phase == Phase.COMMIT) {
                enter(Phase.RECOVERY);
            }
        }

        private void enter(Phase next) {
            phase = next;
            calls.enter(next);
        }
    }

    static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("The process did not end.");
        }
        return process.exitValue();
    }
}
