package io.serviceping.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.StoredProgress;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.event.ManyEvents;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.SharedScanPlanner;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.state.StateDatabase;
import io.serviceping.testing.Definitions;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Five hundred metrics over events are counted in two scans, and have the values of their own SQL. */
class EventScansTest {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path home;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void readTwoTablesTwice(TestDatabase kind) throws Exception {
        Random random = new Random(Soak.seed());
        TestDatabase.Url url = EventTables.in(kind).execute(rows(random));
        TestDatabase.Url stateUrl = kind.create();
        define();
        try (ApplicationDatabases databases = new ApplicationDatabases(
                        Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())),
                        new CountLimits(LONG, LONG, 1, 1));
                StateDatabase state = StateDatabase.open(
                        new JdbcAddress(stateUrl.jdbc(), stateUrl.username(), stateUrl.password()), 2)) {
            List<MetricDefinition> definitions = Definitions.of(home).all().stream()
                    .filter(one -> one.keyPath().value().startsWith("counts."))
                    .toList();
            StoredProgress spans = new StoredProgress(databases, state, random, false);
            Plan alone = CountingFixture.planned(definitions, AS_OF);
            Plan plan = new CatalogReader(databases)
                    .withFacts(
                            "main",
                            facts -> new SharedScanPlanner(definitions, AS_OF, Duration.ZERO, spans.narrowing())
                                    .share(alone, "main", new LargeTables(facts)));

            assertThat(plan.scans()).extracting(WrittenScan::readable).isEmpty();
            assertThat(plan.shared()).hasSize(2);
            assertThat(plan.metrics()).hasSizeGreaterThanOrEqualTo(500);
            compare(alone, plan, databases, spans);
        }
    }

    private static void compare(Plan alone, Plan plan, ApplicationDatabases databases, StoredProgress spans)
            throws InterruptedException {
        Map<PlannedMetric, WrittenScan> own = new HashMap<>();
        alone.scans().forEach(scan -> own.put(scan.answers().get(0), scan));
        WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);
        for (SharedScan scan : plan.shared()) {
            for (MetricResult result : spans.results(scan)) {
                WrittenScan written = Objects.requireNonNull(own.get(result.metric()));
                assertThat(OwnSql.said(result.outcome()))
                        .as("%s: %s", Soak.option(Soak.seed()), written.readable())
                        .isEqualTo(OwnSql.said(counter.count(written).get(0).outcome()));
            }
        }
        assertThat(spans.givenUp()).isZero();
    }

    private void define() throws IOException {
        ManyEvents.define(home);
        metric("two", "[all, 7d]", "number", "names: [event_1, event_2], value: total, where: { format: npm }");
        metric("mean", "[all, 7d]", "number", "name: event_1, value: average bytes");
        metric("users", "[28d, 7d]", "number", "names: [event_3, event_1, event_2], value: unique user");
        metric("formats", "[28d, 7d]", "object", "name: event_1, value: total, by: format");
        metric("users_by_format", "7d", "object", "name: event_1, value: unique user, by: format");
        metric(
                "sources",
                "all",
                "object",
                "names: [event_1, event_2], value: sum bytes, by: source, where: { format: npm }");
    }

    private void metric(String name, String frames, String type, String event) throws IOException {
        ManyEvents.metric(home, "counts." + name, frames, type, event);
    }

    /** Ten weeks, one of them after the period. */
    private static String[] rows(Random random) {
        List<String> daily = new ArrayList<>();
        List<String> members = new ArrayList<>();
        for (int event = 1; event <= ManyEvents.EVENTS; event++) {
            for (int day = 0; day < 70; day++) {
                daily.add("(date '2026-09-14' + %d, %d, %d, %d, %d)"
                        .formatted(day, event, random.nextInt(16), 1 + random.nextInt(9), random.nextInt(2_000)));
            }
            for (int week = 0; week < 10; week++) {
                for (int member = 0; member < 8; member++) {
                    members.add("(date '2026-09-14' + %d, %d, 1, %d, %d)"
                            .formatted(7 * week, event, random.nextInt(4), 10 * member + random.nextInt(10)));
                    members.add("(date '2026-09-14' + %d, %d, 2, 0, %d)"
                            .formatted(7 * week, event, 10 * member + random.nextInt(3)));
                }
            }
        }
        return new String[] {
            daily.stream().collect(Collectors.joining(", ", "insert into product_event_daily values ", "")),
            members.stream().collect(Collectors.joining(", ", "insert into product_event_member values ", ""))
        };
    }
}
