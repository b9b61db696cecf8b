package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.event.EventFiles;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a metric says of a set of members that are not, or not all, rows. */
class SketchedMetricsTest {
    /** The end of the week that {@link TrackedApplication} begins in. */
    private static final Instant AS_OF = Instant.parse("2026-03-09T00:00:00Z");

    private static final int STANDARD_ERRORS = 6;

    @TempDir
    private Path home;

    @ParameterizedTest
    @EnumSource
    void isAnEstimateOfBothPartsOfTheSet(TestDatabase database) throws Exception {
        define("number", "name: page_opened, value: unique user");
        TrackedApplication application = new TrackedApplication(database, home);
        try (EventTracker tracker = application
                .builder()
                .memberKey(home.resolve("key"))
                .membersPerSet(500)
                .start()) {
            called(tracker, 0, 3_000);
        }
        MemberKey key = MemberKey.of(home.resolve("key"));
        long domain = TrackedApplication.CATALOGUE.event(30).orElseThrow().domain();
        application.url.execute(IntStream.range(2_500, 4_000)
                .mapToObj(user ->
                        "(date '2026-03-02', 30, 1, 0, " + Who.user(user).member(key, domain) + ")")
                .collect(Collectors.joining(", ", "insert into product_event_member values ", "")));

        assertThat(outcomes(application)).containsOnlyKeys("users.all_weekly", "users.all_monthly");
        outcomes(application).values().forEach(outcome -> {
            Outcome.Estimated estimated = (Outcome.Estimated) outcome;
            assertThat(number(estimated.value()))
                    .isCloseTo(4_000, Percentage.withPercentage(100 * STANDARD_ERRORS * estimated.standardError()));
        });
    }

    @ParameterizedTest
    @EnumSource
    void hasGroupsOfWhichNoMemberIsARow(TestDatabase database) throws Exception {
        define("object", "name: package_pulled, value: unique user, by: format");
        TrackedApplication application = new TrackedApplication(database, home);
        try (EventTracker tracker = application.builder().membersPerSet(20).start()) {
            Counter pulled = tracker.counter(17);
            for (int user = 0; user < 200; user++) {
                pulled.addValues(1, Who.user(user), "npm", "ui");
            }
            pulled.addValues(1, Who.user(1), "maven", "api");
        }

        Outcome.Estimated estimated =
                (Outcome.Estimated) Objects.requireNonNull(outcomes(application).get("users.all_weekly"));
        Map<String, MetricValue> groups = ((MetricValue.Grouped) estimated.value()).values();
        assertThat(groups).containsOnlyKeys("npm", "maven");
        assertThat(groups.get("maven")).isEqualTo(MetricValue.Numeric.of(1));
        assertThat(number(Objects.requireNonNull(groups.get("npm")))).isCloseTo(200, Percentage.withPercentage(10));
    }

    /** A sketch of another week, event or kind does not concern a metric. */
    @ParameterizedTest
    @EnumSource
    void isExactWhereNoSketchIs(TestDatabase database) throws Exception {
        define("number", "names: [package_pushed, package_pulled], value: unique user");
        TrackedApplication application = new TrackedApplication(database, home);
        try (EventTracker tracker = application.builder().membersPerSet(2).start()) {
            called(tracker, 0, 100);
            tracker.counter(18).add(1, 0, Who.user(1));
            tracker.counter(17).add(5, 0, Who.user(2));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }
        assertThat(application.rows("select count(*) from product_event_sketch"))
                .containsExactly("1");

        assertThat(outcomes(application))
                .hasSize(2)
                .allSatisfy((name, outcome) -> assertThat(outcome).isEqualTo(CountingFixture.counted(2)));
    }

    @ParameterizedTest
    @EnumSource
    void hasNoValueWhereMembersWereNotStored(TestDatabase database) throws Exception {
        define("number", "name: page_opened, value: unique user");
        TrackedApplication application = new TrackedApplication(database, home);
        try (EventTracker tracker = application.builder().keepMembers(0).start()) {
            called(tracker, 0, 3);
        }

        Outcome none = new Outcome.Unavailable(Outcome.Why.EXCLUDED, "what it counts was not stored", null);
        assertThat(outcomes(application))
                .hasSize(2)
                .allSatisfy((name, outcome) -> assertThat(outcome).isEqualTo(none));
        try (CountedMetrics metrics = new CountedMetrics(home, AS_OF, application.url)) {
            assertThat(metrics.written().values()).contains(none);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasNoValueWhereTheSketchCannotBeRead(TestDatabase database) throws Exception {
        define("number", "name: page_opened, value: unique user");
        TrackedApplication application = new TrackedApplication(database, home);
        try (EventTracker tracker = application.builder().membersPerSet(2).start()) {
            called(tracker, 0, 10);
        }
        application.url.execute("update product_event_sketch set registers = "
                + (database == TestDatabase.H2 ? "x'0102'" : "'\\x0102'::bytea"));
        assertThat(outcomes(application))
                .allSatisfy((name, outcome) -> assertThat(outcome)
                        .isEqualTo(new Outcome.Unavailable(
                                Outcome.Why.ERROR, "a sketch of what it counts is damaged", null)));

        application.url.execute(
                "drop view product_event_unique",
                "drop table product_event_sketch",
                "insert into product_event_member values (date '2026-03-02', 30, 1, 0, 7)");
        define("members", "number", "time_frame: all", "sql: select count(*) from product_event_member");
        Map<String, Outcome> outcomes = outcomes(application);
        assertThat(outcomes.remove("users.members")).isEqualTo(CountingFixture.counted(1));
        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy((name, outcome) ->
                        assertThat(((Outcome.Unavailable) outcome).reason()).startsWith("SQL state 42"));
    }

    private void define(String type, String event) throws IOException {
        EventFiles.write(home, "17.yml", EventFiles.lean("package_pulled", 17, """
                union: packages
                identifiers: { user: { by: [format] }, project: {} }
                properties:
                  format: { description: Format., values: [maven, npm, pypi], room: 4 }
                  source: { description: Source., values: [ui, api, pipeline], room: 4 }
                """));
        EventFiles.write(home, "18.yml", EventFiles.lean("package_pushed", 18, """
                union: packages
                identifiers: { user: {} }
                properties:
                  format: { description: Format., values: [maven, npm, pypi], room: 4 }
                """));
        EventFiles.write(home, "30.yml", EventFiles.lean("page_opened", 30, "identifiers: { user: {} }"));
        define("all", type, "time_frame: [28d, 7d]", "event: { " + event + " }");
    }

    private void define(String name, String type, String timeFrame, String value) throws IOException {
        Path file = home.resolve("config/metrics/" + name + ".yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                key_path: users.%s
                description: A metric.
                product_group: packages
                value_type: %s
                status: active
                milestone: "1.0"
                %s
                %s
                """.formatted(name, type, timeFrame, value));
    }

    private static void called(EventTracker tracker, int from, int to) {
        Counter opened = tracker.counter(30);
        for (int user = from; user < to; user++) {
            opened.add(0, 0, Who.user(user));
        }
        assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
    }

    private Map<String, Outcome> outcomes(TrackedApplication application) throws Exception {
        try (CountedMetrics metrics = new CountedMetrics(home, AS_OF, application.url)) {
            Map<PlannedMetric, Outcome> all = metrics.shared(false, new Random(1));
            return all.entrySet().stream()
                    .filter(one -> one.getKey().keyPath().value().startsWith("users."))
                    .collect(Collectors.toMap(one -> one.getKey().keyPath().value(), Map.Entry::getValue));
        }
    }

    private static double number(MetricValue value) {
        BigDecimal number = ((MetricValue.Numeric) value).value();
        return number.doubleValue();
    }
}
