package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serviceping.event.EventFiles;
import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.events.Kind;
import io.serviceping.events.Who;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Each of 200 personal values is given as a text and as a number to each parameter that takes one. None of them stays. */
class PersonalValuesTest {
    private static final List<String> PERSONAL = IntStream.range(0, 200)
            .mapToObj(i -> "anna.%d@example.org".formatted(1_000_003L * i + 900_000_000_000L))
            .toList();
    private static final List<String> TABLES = List.of(
            "product_event",
            "product_event_cell",
            "product_event_daily",
            "product_event_member",
            "product_event_spool",
            "product_event_loss",
            "product_event_journal",
            "(select in_week, event, kind, cell, estimate from product_event_sketch) sketch",
            "product_event_switch",
            "product_event_usage",
            "product_event_unique");

    @TempDir
    private Path folder;

    private final StringBuilder shown = new StringBuilder();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void areInNoFileNoTableNoLogNoMessageAndNoPing(TestDatabase kind) throws IOException, SQLException {
        Installation installation = installation(kind);
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Logger logger = Logger.getLogger(EventTracker.class.getName());
        Handler log = new Lines(logged);
        Level level = logger.getLevel();
        // Another test may have let only warnings through.
        logger.setLevel(Level.ALL);
        logger.addHandler(log);
        try (EventTracker first = tracker(installation, "first").start()) {
            // Now the database has the tables.
            assertThat(first.flush(Duration.ofMinutes(1))).isTrue();
            countWhereTheDatabaseTalks(installation);
        } finally {
            logger.removeHandler(log);
            logger.setLevel(level);
        }
        shown.append(logged);
        show(installation);
        assertThat(shown).contains("SQL state 23505", "java.lang.IllegalStateException", "Events are written again");

        CommandResult run = installation.run("run", "--no-submit", "--verbose");
        assertThat(run.exitCode()).isZero();
        byte[] ping = installation.payloadFile(Installation.PERIOD);
        assertThat(CommandResult.json(ping).at("/metrics/counts/seat_sold").asInt())
                .isEqualTo(800);
        assertThat(CommandResult.json(ping).at("/metrics/users/seat_sold").asInt())
                .isBetween(380, 420);
        assertThat(CommandResult.json(ping)
                        .at("/metrics/counts/package_pulled/other")
                        .asInt())
                .isEqualTo(1000);
        shown.append(new String(ping, StandardCharsets.UTF_8)).append(run);
        for (String command : List.of("preview", "plan", "status", "doctor", "events", "validate")) {
            shown.append(installation.run(command));
        }
        show(folder);

        assertThat(PERSONAL)
                .allSatisfy(
                        value -> assertThat(shown).doesNotContain(value).doesNotContain(value.replaceAll("\\D", "")));
    }

    private void countWhereTheDatabaseTalks(Installation installation) throws IOException, SQLException {
        try (EventTracker tracker = tracker(installation, "events")
                        .dataSource(new Talkative(installation))
                        .membersPerSet(150)
                        .start();
                EventTracker strict =
                        tracker(installation, "strict").strict(true).start();
                Connection connection = installation.application().connect();
                Connection closed = installation.application().connect()) {
            closed.close();
            // It must not take the journal later.
            assertThat(strict.flush(Duration.ofMinutes(1))).isTrue();
            for (String value : PERSONAL) {
                count(tracker, connection, value);
                long id = Long.parseLong(value.replaceAll("\\D", ""));
                shown.append(Who.user(value).project(id));
                for (Wrong wrong : List.<Wrong>of(
                        () -> strict.counter(value),
                        () -> strict.counter((int) id),
                        () -> strict.counter(17).addValues(id, Who.user(id), value, "ui"),
                        () -> strict.counter(17).add((int) id, -id, Who.user(value)),
                        () -> strict.counter(17).add(0, 0, Who.user(value).group(id)),
                        () -> strict.counter(17).add(connection, 0, id, Who.user(value)),
                        () -> strict.counter(31).add(0, 0, Who.user(value)),
                        () -> strict.counter(31).add(connection, (int) id, id, Who.user(value)),
                        () -> strict.counter(31)
                                .addValues(connection, 0, Who.user(value).group(id), value),
                        () -> tracker.counter(31)
                                .add(closed, 0, 0, Who.user(value).project(id)))) {
                    shown.append(catchThrowable(wrong::call));
                }
            }
            // The journal before it is added up.
            assertThat(rows(installation, "product_event_journal")).hasSize(800);
            show(installation);
            while (!tracker.flush(Duration.ofMinutes(1))) {
                shown.append(tracker.health());
            }
            assertThat(tracker.forget(Kind.USER, "nobody")).isTrue();
            shown.append(tracker.health()).append(strict.health());
            show(folder.resolve("events"));
            show(folder.resolve("strict"));
        }
    }

    private static void count(EventTracker tracker, Connection connection, String value) throws SQLException {
        long id = Long.parseLong(value.replaceAll("\\D", ""));
        tracker.counter(17).add(0, 0, Who.user(value).and(Kind.PROJECT, value));
        tracker.counter(17).add(0, 0, Who.user(id).project(id).group(id).and(Kind.ORGANIZATION, value));
        tracker.counter(17).add((int) id, id, Who.anonymous());
        tracker.counter(17).addValues(id, Who.anonymous(), value, value);
        tracker.counter(17).addValues(1, Who.anonymous(), value);
        tracker.counter(value).addValues(1, Who.user(value), value);
        tracker.counter((int) id).add((int) id, id, Who.user(id));
        tracker.counter(31).add(connection, 0, id, Who.user(value).and(Kind.PROJECT, value));
        tracker.counter(31)
                .add(connection, (int) id, 0, Who.user(id).project(id).group(id));
        tracker.counter(31).addValues(connection, id, Who.anonymous(), value);
        tracker.counter("seat_sold").addValues(connection, -id, Who.anonymous(), value, value);
        tracker.counter(value).add(connection, 0, id, Who.user(value));
        tracker.counter((int) id).addValues(connection, id, Who.user(id), value);
        tracker.counter(17).addValues(connection, id, Who.anonymous(), value, value);
        tracker.counter(17).add(connection, (int) id, 0, Who.anonymous());
    }

    private Installation installation(TestDatabase kind) throws IOException {
        Installation installation = Installation.on(kind, folder);
        EventFiles.write(installation.home(), "package_pulled.yml", EventFiles.lean("package_pulled", 17, """
                properties:
                  format: { description: Kind., values: [maven, npm, pypi] }
                  source: { description: Where., values: [ui, api] }
                identifiers: { user: { by: [format] }, project: {} }
                sum: { bytes: { description: Size., max: 1000000000000 } }"""));
        EventFiles.write(installation.home(), "seat_sold.yml", EventFiles.lean("seat_sold", 31, """
                identifiers: { user: {}, project: {} }
                durability: transaction"""));
        metric(
                installation,
                "counts.package_pulled",
                "object",
                "all",
                "{ name: package_pulled, value: total, by: format }");
        metric(installation, "sums.package_pulled", "number", "all", "{ name: package_pulled, value: sum bytes }");
        metric(
                installation,
                "users.package_pulled",
                "object",
                "28d",
                "{ name: package_pulled, value: unique user, by: format }");
        metric(installation, "counts.seat_sold", "number", "7d", "{ name: seat_sold, value: total }");
        metric(installation, "users.seat_sold", "number", "7d", "{ name: seat_sold, value: unique user }");
        return installation;
    }

    private static void metric(Installation installation, String key, String type, String frame, String event) {
        installation.definition(key, """
                key_path: %s
                description: A metric.
                product_group: packages
                value_type: %s
                status: active
                milestone: "1.0"
                time_frame: %s
                event: %s
                """.formatted(key, type, frame, event));
    }

    /** Flushes only when it is asked; in the week of the ping. */
    private EventTracker.Builder tracker(Installation installation, String spool) {
        return EventTracker.builder(
                        EventCatalogue.parse(installation.run("events").out()))
                .dataSource(installation.application().dataSource())
                .spool(folder.resolve(spool))
                .memberKey(folder.resolve("key"))
                .flushEvery(Duration.ofDays(1))
                .clock(() -> installation.now().minus(Duration.ofDays(3)))
                .createSchema(true);
    }

    private void show(Installation installation) {
        TABLES.forEach(table -> shown.append(rows(installation, table)));
    }

    private void show(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                shown.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static List<String> rows(Installation installation, String table) {
        return JdbcClient.create(installation.application().dataSource())
                .sql("select * from " + table)
                .query()
                .listOfRows()
                .stream()
                .map(Object::toString)
                .toList();
    }

    private interface Wrong {
        void call() throws SQLException;
    }

    /** A database that shows in its first messages what it was told. */
    private static final class Talkative extends DelegatingDataSource {
        private int connections;

        Talkative(Installation installation) {
            super(installation.application().dataSource());
        }

        @Override
        public Connection getConnection() throws SQLException {
            connections++;
            if (connections <= 21) {
                throw new SQLException("Duplicate key " + PERSONAL, "23505");
            }
            if (connections == 22) {
                throw new IllegalStateException("No connection for " + PERSONAL);
            }
            return super.getConnection();
        }
    }

    private static final class Lines extends Handler {
        private final Queue<String> lines;

        Lines(Queue<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage() + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
