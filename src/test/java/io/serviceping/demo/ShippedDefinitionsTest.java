package io.serviceping.demo;

import static io.serviceping.demo.Demo.AS_OF;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.DryRun;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.MetricSelection;
import io.serviceping.plan.Planner;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.Definitions;
import io.serviceping.testing.TestDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The definitions under {@code config/metrics}, counted in a demo database of scale 1. Each database is filled once. */
class ShippedDefinitionsTest {
    private static final int DECIMALS = 6;
    private static final List<String> TABLES = List.of(
            "users",
            "projects",
            "memberships",
            "milestones",
            "issues",
            "merge_requests",
            "notes",
            "pipelines",
            "builds",
            "events",
            "api_tokens",
            "webhook_deliveries",
            "page_views",
            "application_settings");

    private static final Map<TestDatabase, TestDatabase.Url> MADE = new EnumMap<>(TestDatabase.class);

    @BeforeAll
    static void make() {
        for (TestDatabase database : TestDatabase.values()) {
            TestDatabase.Url url = Demo.in(database);
            DemoDatabase.Summary summary = DemoDatabase.create(url.dataSource(), 1, AS_OF);
            assertThat(summary.rows()).isBetween(250_000L, 350_000L);
            MADE.put(database, url);
        }
    }

    @Test
    void areSixtyOrMoreInSixGroupsOrMoreWithOneBrokenAndOneRemoved() throws Exception {
        List<MetricDefinition> definitions = definitions();

        assertThat(definitions).hasSizeGreaterThanOrEqualTo(60);
        assertThat(definitions.stream().map(MetricDefinition::productGroup).distinct())
                .hasSizeGreaterThanOrEqualTo(6);
        assertThat(definitions)
                .filteredOn(definition -> definition.status() instanceof Lifecycle.Broken)
                .hasSize(1);
        assertThat(definitions)
                .filteredOn(definition -> definition.status() instanceof Lifecycle.Removed)
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void passTheDryRun(TestDatabase database) throws Exception {
        try (ApplicationDatabases databases = databases(database)) {
            DryRun dryRun = new DryRun(databases);

            for (WrittenScan scan : plan().scans()) {
                assertThat(dryRun.problem(scan)).as(scan.readable()).isEmpty();
            }
        }
    }

    @Test
    void allHaveAValueAndTheSameOnBothDatabases() throws Exception {
        Map<String, Object> onH2 = values(TestDatabase.H2);
        Map<String, Object> onPostgresql = values(TestDatabase.POSTGRESQL);

        assertThat(onH2).hasSameSizeAs(plan().scans());
        assertThat(onH2.remove("database.vendor")).isEqualTo("h2");
        assertThat(onPostgresql.remove("database.vendor")).isEqualTo("postgresql");
        assertThat(onH2.remove("database.version")).isNotEqualTo(onPostgresql.remove("database.version"));
        assertThat(onH2).containsExactlyEntriesOf(onPostgresql);
    }

    @Test
    void areCountedInTheSameRowsOnBothDatabases() {
        for (String table : TABLES) {
            assertThat(profile(TestDatabase.H2, table)).as(table).isEqualTo(profile(TestDatabase.POSTGRESQL, table));
        }
    }

    @ParameterizedTest
    @EnumSource
    void wouldFindTheDemoAgainAndMakeItAnewForAnotherWeek(TestDatabase database) {
        assertThat(DemoDatabase.existing(
                        Objects.requireNonNull(MADE.get(database)).dataSource()))
                .contains(new DemoDatabase.Existing(AS_OF, 1));
    }

    /** Number of rows, a checksum of the ids, and the sum of the creation times, where the table has these columns. */
    private static Map<String, BigDecimal> profile(TestDatabase database, String table) {
        List<String> sums = switch (table) {
            case "application_settings", "api_tokens", "page_views" -> List.of();
            case "users", "projects", "milestones", "issues", "merge_requests" ->
                List.of("id", "floor(extract(epoch from created_at))");
            case "memberships" ->
                List.of("user_id * 7 + project_id", "access_level", "floor(extract(epoch from created_at))");
            default -> List.of("id");
        };
        Map<String, BigDecimal> profile = new TreeMap<>();
        JdbcClient jdbc =
                JdbcClient.create(Objects.requireNonNull(MADE.get(database)).dataSource());
        profile.put("rows", number(jdbc, "select count(*) from " + table));
        sums.forEach(sum -> profile.put(sum, number(jdbc, "select sum(" + sum + ") from " + table)));
        return profile;
    }

    private static BigDecimal number(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(BigDecimal.class).single().setScale(0, RoundingMode.UNNECESSARY);
    }

    private static Map<String, Object> values(TestDatabase database) throws Exception {
        Map<String, Object> values = new TreeMap<>();
        try (ApplicationDatabases databases = databases(database)) {
            WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);
            for (WrittenScan scan : plan().scans()) {
                for (MetricResult result : counter.count(scan)) {
                    assertThat(result.outcome())
                            .as(result.metric().keyPath() + " on " + database)
                            .isInstanceOf(Outcome.Counted.class);
                    MetricValue value = ((Outcome.Counted) result.outcome()).value();
                    values.put(result.metric().keyPath().value(), comparable(value));
                }
            }
        }
        return values;
    }

    private static Object comparable(MetricValue value) {
        if (value instanceof MetricValue.Numeric number) {
            return number.value().setScale(DECIMALS, RoundingMode.HALF_UP);
        } else if (value instanceof MetricValue.Grouped groups) {
            Map<String, Object> sorted = new TreeMap<>();
            groups.values().forEach((key, one) -> sorted.put(key, comparable(one)));
            return sorted;
        } else if (value instanceof MetricValue.Text text) {
            return text.value();
        }
        return value.toString();
    }

    private static ApplicationDatabases databases(TestDatabase database) {
        TestDatabase.Url url = Objects.requireNonNull(MADE.get(database));
        return new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())),
                new CountLimits(Duration.ofSeconds(60), Duration.ofSeconds(60), 1, 1));
    }

    private static Plan plan() throws Exception {
        return new Planner(new MetricSelection(Set.of(), keyPath -> false)).plan(definitions(), AS_OF);
    }

    private static List<MetricDefinition> definitions() throws Exception {
        Path home = Path.of("").toAbsolutePath();
        return Definitions.of(home).all();
    }
}
