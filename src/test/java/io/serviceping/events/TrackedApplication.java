package io.serviceping.events;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** An application with a database, a spool folder and a set clock. */
final class TrackedApplication {
    static final Duration LONG = Duration.ofMinutes(1);
    static final EventCatalogue CATALOGUE = EventCatalogue.parse("""
            service-ping-events 1
            event 17 package_pulled
              category optional
              union packages
              property format 4 maven npm pypi
              property source 4 ui api pipeline
              identifier user format
              identifier project
              sum bytes 1000000000000
            event 18 package_pushed
              union packages
              property format 4 maven npm pypi
              identifier user
            event 30 page_opened
              category operational
              identifier user
            event 31 seat_sold
              category operational
              identifier user
              durability transaction
            """);

    final TestDatabase.Url url;
    final Path folder;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-04T10:00:00Z"));

    TrackedApplication(TestDatabase database, Path folder) {
        this.url = database.create();
        this.folder = folder.resolve("spool");
    }

    /** Flushes only when it is asked. */
    TrackerBuilder builder() {
        return builder(url.dataSource(), folder);
    }

    TrackerBuilder builder(DataSource dataSource, Path spool) {
        TrackerBuilder builder = builder(CATALOGUE);
        builder.dataSource(dataSource);
        builder.spool(spool);
        return builder;
    }

    TrackerBuilder builder(EventCatalogue catalogue) {
        TrackerBuilder builder = new TrackerBuilder(catalogue);
        builder.environment(java.util.Map.of());
        builder.dataSource(url.dataSource());
        builder.spool(folder);
        builder.clock(now::get);
        builder.createSchema(true);
        builder.flushEvery(Duration.ofDays(1));
        return builder;
    }

    /** A tracker that has flushed once: the tables are there. */
    EventTracker start(EventCatalogue catalogue) {
        EventTracker tracker = builder(catalogue).start();
        if (!tracker.flush(LONG)) {
            throw new IllegalStateException(tracker.health().problem());
        }
        return tracker;
    }

    /** Counts the event without properties, each time for another user. */
    static void count(EventTracker tracker, int calls) {
        for (int user = 0; user < calls; user++) {
            tracker.counter(30).add(0, 0, Who.user(user));
        }
    }

    /** The counter files in a folder. */
    static List<Path> spools(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".spool")).toList();
        }
    }

    void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    /** The rows of a query, each with spaces between the columns. */
    List<String> rows(String sql) {
        return rows(url, sql);
    }

    static List<String> rows(TestDatabase.Url url, String sql) {
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(String.join(" ", row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> daily() {
        return rows("select on_day, event, cell, total, value_sum from product_event_daily order by 1, 2, 3");
    }

    /** How many members each set has. */
    List<String> sets() {
        return rows("select in_week, event, kind, cell, count(*) from product_event_member"
                + " group by in_week, event, kind, cell order by 1, 2, 3, 4");
    }

    List<String> losses() {
        return rows("select reason, sum(events) from product_event_loss group by reason order by 1");
    }
}
