package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** The system calls of a process whose tracker is off, and, as a proof that they would be seen, of one that is on. */
class TracedOffTest {
    @TempDir
    private Path folder;

    @Test
    void offOpensNoFileAndNoSocketAndStartsNoThread() throws Exception {
        assumeTrue(ran("strace", "-qq", "-o", "/dev/null", "true"), "strace cannot be used here: off is not traced");
        Path trace = folder.resolve("trace");

        assertThat(ran(
                        "strace",
                        "-f",
                        "-qq",
                        "-s",
                        "256",
                        "-e",
                        "trace=%file,%network,%process",
                        "-o",
                        trace.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xint",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Calls.class.getName(),
                        folder.toString()))
                .isTrue();

        List<String> calls = Files.readAllLines(trace);
        assertThat(between(calls, "mark-begin", "mark-off")).isEmpty();
        assertThat(String.join("\n", between(calls, "mark-off", "mark-on")))
                .contains("clone", ".spool\"", "O_CREAT", "member-key");
    }

    /** Without the classes that the JVM loads, and questions about a file that is open: its opening is in the trace. */
    private static List<String> between(List<String> calls, String from, String to) {
        List<Integer> marks = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).contains(from) || calls.get(i).contains(to)) {
                marks.add(i);
            }
        }
        assertThat(marks).hasSizeGreaterThanOrEqualTo(2);
        return calls.subList(marks.get(0) + 1, marks.get(marks.size() - 1)).stream()
                .filter(call -> !call.contains(from) && !call.contains(".class\"") && !call.contains("AT_EMPTY_PATH"))
                .toList();
    }

    private static boolean ran(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The traced process. Asking whether a file exists marks the trace. */
    static final class Calls {
        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            NoDatabase database = new NoDatabase();
            EventCatalogue catalogue = TrackedApplication.CATALOGUE;
            mark(folder, "mark-begin");
            for (int way = 0; way < 3; way++) {
                TrackerBuilder builder = builder(folder, catalogue, database);
                builder.counting(way != 0).membersPerSet(10);
                if (way == 1) {
                    builder.environment(Map.of("DO_NOT_TRACK", "1"));
                }
                call(way == 2 ? EventTracker.off() : builder.start());
            }
            mark(folder, "mark-off");
            call(builder(folder, catalogue, database).start());
            mark(folder, "mark-on");
            Runtime.getRuntime().halt(0);
        }

        private static TrackerBuilder builder(Path folder, EventCatalogue catalogue, NoDatabase database) {
            TrackerBuilder builder = new TrackerBuilder(catalogue).environment(Map.of());
            builder.dataSource(database).spool(folder.resolve("spool"));
            return builder;
        }

        private static void call(EventTracker tracker) {
            for (int user = 0; user < 100; user++) {
                tracker.counter(17).add(0, 1, Who.user(user));
                tracker.counter("page_opened").addValues(0, Who.anonymous());
            }
            boolean flushed = tracker.flush(Duration.ofSeconds(5));
            System.setProperty("flushed", flushed + " " + tracker.health().counting());
            tracker.close();
        }

        private static void mark(Path folder, String name) {
            if (Files.exists(folder.resolve(name))) {
                throw new IllegalStateException(name);
            }
        }
    }

    private static final class NoDatabase extends AbstractDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("no database");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
