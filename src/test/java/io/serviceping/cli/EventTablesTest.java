package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.events.Who;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What {@code doctor} tells of the counting of events, and events that an application counts but lets nobody send. */
class EventTablesTest {
    private static final EventCatalogue CATALOGUE = EventCatalogue.parse("""
            service-ping-events 1
            event 17 package_pulled
              identifier user
            """);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void doctorNamesMissingTablesOtherKeysMemoryAndLosses(TestDatabase kind) {
        Installation installation = installation(kind);
        assertThat(events(installation))
                .singleElement()
                .asString()
                .startsWith("CRITICAL Tables of events are missing, or of another version: product_event, ");

        count(installation, folder.resolve("one"));
        assertThat(events(installation))
                .containsExactly("OK Events of 1 processes were counted in the last 28 days, and none was lost.");

        count(installation, folder.resolve("two"));
        try (EventTracker inMemory = EventTracker.builder(CATALOGUE)
                .dataSource(installation.application().dataSource())
                .memberKey(folder.resolve("one/member-key"))
                .start()) {
            inMemory.counter(99).add(0, 0, Who.anonymous());
            assertThat(inMemory.flush(Duration.ofMinutes(1))).isTrue();

            assertThat(events(installation))
                    .containsExactly(
                            "WARNING The 3 processes of the last 28 days had 2 different member keys: a user is counted"
                                    + " once for each.",
                            "WARNING 1 processes count events in memory: a kill loses those since the last flush.",
                            "WARNING Lost in the last 28 days: event 1.");
        }

        installation
                .application()
                .execute(
                        "insert into product_event_switch (counting, off_categories) values (true, 'Operational;offf, ')");
        assertThat(events(installation))
                .contains(
                        "CRITICAL off_categories in product_event_switch has offf, which is no category and is taken for"
                                + " off: the application counts no events.");

        installation.application().execute("alter table product_event_switch drop column sending");
        assertThat(events(installation))
                .containsExactly("CRITICAL Tables of events are missing, or of another version: product_event_switch.");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatAnApplicationDoesNotLetBeSentIsNotCounted(TestDatabase kind) {
        Installation installation = installation(kind);
        count(installation, folder.resolve("one"));
        assertThat(status(installation, "counts.pulled")).isEqualTo("ok");

        installation.application().execute("insert into product_event_switch (counting, sending) values (true, false)");

        assertThat(status(installation, "counts.pulled")).isEqualTo("excluded");
        assertThat(status(installation, "counts.issues")).isEqualTo("ok");
        assertThat(installation.run("plan").out()).contains("the application counts events, and lets none be sent");
        assertThat(events(installation)).containsExactly("NOTE The application counts events, and lets none be sent.");
    }

    @Test
    void whereTheSwitchCannotBeReadNothingIsSent() {
        Installation installation = installation(TestDatabase.POSTGRESQL);
        count(installation, folder.resolve("one"));
        installation
                .application()
                .execute(
                        "drop role if exists without_switch",
                        "create role without_switch login password 'x'",
                        "grant select on all tables in schema public to without_switch",
                        "revoke select on product_event_switch from without_switch");
        installation.set("databases.main.username", "without_switch").set("databases.main.password", "x");

        assertThat(status(installation, "counts.pulled")).isEqualTo("excluded");
        assertThat(events(installation)).containsExactly("CRITICAL Our user may not read product_event_switch.");
        installation.application().execute("drop owned by without_switch", "drop role without_switch");
    }

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().definition("counts.pulled", """
                        key_path: counts.pulled
                        description: How often a package was pulled.
                        product_group: packages
                        value_type: number
                        status: active
                        milestone: "1.0"
                        time_frame: all
                        sql: select coalesce(sum(total), 0) from product_event_daily where event = 17
                        """);
    }

    private static void count(Installation installation, Path spool) {
        try (EventTracker tracker = EventTracker.builder(CATALOGUE)
                .dataSource(installation.application().dataSource())
                .spool(spool)
                .createSchema(true)
                .start()) {
            tracker.counter(17).add(0, 0, Who.user(1));
            assertThat(tracker.flush(Duration.ofMinutes(1))).isTrue();
        }
    }

    private static String status(Installation installation, String metric) {
        return installation
                .run("preview")
                .json()
                .at("/collection/metrics")
                .path(metric)
                .path("status")
                .asString();
    }

    private static List<String> events(Installation installation) {
        return StreamSupport.stream(
                        installation
                                .run("doctor", "--json")
                                .json()
                                .path("checks")
                                .spliterator(),
                        false)
                .filter(check -> check.path("check").asString().equals("events main"))
                .flatMap(check -> StreamSupport.stream(check.path("findings").spliterator(), false))
                .map(EventTablesTest::words)
                .toList();
    }

    private static String words(JsonNode finding) {
        return finding.path("severity").asString().toUpperCase(java.util.Locale.ROOT) + " "
                + finding.path("text").asString();
    }
}
