package io.serviceping.benchmark;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.event.ManyEvents;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.SharedScanPlanner;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.Definitions;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Five hundred metrics over events, on 240,000 rows of totals and 500,000 of members, as the program counts them and each
 * with its own SQL.
 */
record EventScans(TestDatabase.Url database, Path home) {
    private static final int DAYS = 600;
    private static final String CONFIGURATION = """
            service-ping:
              product: { name: benchmark, version: "1.0" }
              databases:
                main: { url: "%s", username: "%s", password: "%s" }
              collection: { statement-timeout: 10m, run-budget: 24h, parallelism: 1, max-load: 1.0 }
            """;

    /**
     * What was measured.
     *
     * @param scans of all these metrics
     * @param seconds of the steps that count, of a cold JVM
     * @param alone seconds of each metric's own statement, one after the other
     * @param different metrics of which the values differ
     */
    record Found(int metrics, int scans, double seconds, double alone, long different) {}

    /** The tables are made, and empty. */
    Found measure() throws Exception {
        Period period = Options.period();
        fill(period);
        define();
        List<MetricDefinition> definitions = Definitions.of(home).all().stream()
                .filter(one -> one.keyPath().value().startsWith("counts."))
                .toList();
        Plan alone = CountingFixture.planned(definitions, period.asOf());
        int scans;
        double seconds;
        Map<String, Long> own = new HashMap<>();
        Duration limit = Duration.ofMinutes(10);
        try (ApplicationDatabases databases = new ApplicationDatabases(
                Map.of("main", new JdbcAddress(database.jdbc(), database.username(), database.password())),
                new CountLimits(limit, limit, 1, 1))) {
            Plan plan = new CatalogReader(databases)
                    .withFacts(
                            "main",
                            facts -> new SharedScanPlanner(definitions, period.asOf(), Duration.ZERO, new Narrowing())
                                    .share(alone, "main", facts));
            scans = plan.shared().size() + plan.scans().size();
            WrittenScanRunner runner = new WrittenScanRunner(databases, rest -> true);
            long begin = System.nanoTime();
            for (WrittenScan scan : alone.scans()) {
                own.put(
                        scan.answers().get(0).keyPath().value(),
                        number(runner.count(scan).get(0).outcome()));
            }
            seconds = Session.secondsSince(begin);
        }
        Ours.Ran ran = new Ours(new BenchmarkInstallation(home), period, new ArrayList<>()).run();
        long different = own.entrySet().stream()
                .filter(one ->
                        !one.getValue().equals(ran.values().get(one.getKey().substring("counts.".length()))))
                .count();
        return new Found(own.size(), scans, ran.counting(), seconds, different);
    }

    private static long number(Outcome outcome) {
        if (outcome instanceof Outcome.Counted counted && counted.value() instanceof MetricValue.Numeric number) {
            return number.value().longValueExact();
        }
        throw new IllegalStateException("not exact: " + outcome);
    }

    private void define() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config/application.yml"),
                CONFIGURATION.formatted(database.jdbc(), database.username(), database.password()));
        ManyEvents.define(home);
    }

    /** Both databases know these statements, but for the name of a series of numbers. */
    private void fill(Period period) {
        String end = "date '" + period.monday().plusWeeks(1) + "'";
        database.execute(
                series("""
                        insert into product_event_daily
                        select %s - cast(d.x as integer), e.x, c.x, 1 + (d.x * 31 + e.x * 7 + c.x) %% 97, (d.x * 17 + c.x * 5) %% 1009
                        from SERIES(1, %d) d(x) cross join SERIES(1, %d) e(x) cross join SERIES(0, 15) c(x)
                        """.formatted(end, DAYS, ManyEvents.EVENTS)),
                series("""
                        insert into product_event_member
                        select %s - 7 * cast(w.x as integer), e.x, 1, m.x %% 4, m.x * 7919 + (w.x + e.x) %% 3
                        from SERIES(1, 5) w(x) cross join SERIES(1, %d) e(x) cross join SERIES(1, 3000) m(x)
                        """.formatted(end, ManyEvents.EVENTS)),
                series("""
                        insert into product_event_member
                        select %s - 7 * cast(w.x as integer), e.x, 2, 0, m.x * 104729 + (w.x * e.x) %% 2
                        from SERIES(1, 5) w(x) cross join SERIES(1, %d) e(x) cross join SERIES(1, 1000) m(x)
                        """.formatted(end, ManyEvents.EVENTS)),
                "analyze");
    }

    private String series(String sql) {
        return sql.replace("SERIES", isH2() ? "system_range" : "generate_series");
    }

    private boolean isH2() {
        return database.jdbc().startsWith("jdbc:h2:");
    }
}
