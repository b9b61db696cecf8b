package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Whole runs whose metrics share a scan over several ranges. */
class SharedScanRunsTest {
    private static final int FIRST_WEEK = 46;
    private static final int MOST_KILLS = 4;
    private static final int CONDITIONS = 12;

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind, int rows) {
        Installation installation = Installation.on(kind, folder)
                .sendingTo(endpoint)
                .set("collection.target-batch-time", "10ms")
                .metric("events.all", "select count(*) from events")
                .metric("events.sum", "select sum(weight) from events where kind in (1, 2)")
                .metric("events.distinct", "select count(distinct account) from events")
                .metric("events.kinds", "select kind, count(*) from events group by kind", "value_type: object");
        installation
                .application()
                .execute(
                        "create table events (id bigint primary key, kind int, weight bigint, account bigint)",
                        "insert into events select n, mod(n, 5), n, mod(n, " + rows / 2 + ") * 104729000000007 from "
                                + (kind == TestDatabase.H2
                                        ? "(select x as n from system_range(1, " + rows + ")) r"
                                        : "(select n from generate_series(1, " + rows + ") n) r"),
                        kind == TestDatabase.H2 ? "analyze table events" : "analyze events");
        return installation;
    }

    /** An enumeration's literal is a constant, whatever the type's name is. */
    @Test
    void sharesAScanWithConstantsOfAnEnumeration() {
        Installation installation = installation(TestDatabase.POSTGRESQL, 2_000)
                .metric("events.letters", "select count(*) from events where envelope = 'Letter'::\"EnvelopeType\"");
        installation
                .application()
                .execute(
                        "create type \"EnvelopeType\" as enum ('Letter', 'Parcel')",
                        "alter table events add envelope \"EnvelopeType\"",
                        "update events set envelope = case when mod(id, 4) = 0 then 'Letter'::\"EnvelopeType\""
                                + " else 'Parcel' end",
                        "analyze events");

        assertThat(installation.run("plan").out())
                .contains("1 shared scan answers 5 metrics, 0 metrics run as written");
        assertThat(installation.run("run").exitCode()).isZero();

        assertThat(metrics(installation, FIRST_WEEK).at("/letters").intValue()).isEqualTo(500);
    }

    /** So many conditions that some become filters of a statement. Most values fulfil none of them. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsDistinctValuesUnderEachOfManyConditions(TestDatabase kind) {
        Installation installation = installation(kind, 2_000);
        installation.application().execute("create table visits (id bigint primary key, account bigint)");
        installation.application().execute("insert into visits select id, mod(id, 500) from events");
        for (int condition = 1; condition <= CONDITIONS; condition++) {
            installation.metric(
                    "visits.under_" + condition,
                    "select count(distinct account) from visits where account * " + condition + " > 490");
        }

        assertThat(installation.run("run").exitCode()).isZero();

        JsonNode payload = CommandResult.json(installation.payloadFile(period(FIRST_WEEK)));
        for (int condition = 1; condition <= CONDITIONS; condition++) {
            assertThat(payload.at("/metrics/visits/under_" + condition).intValue())
                    .isEqualTo(499 - 490 / condition);
        }
        assertThat(payload.toString()).doesNotContain("asked by a statement of its own");
    }

    /** An own operator takes other values for equal than a shared scan, which compares constants itself, would. */
    @Test
    void countsWithAnAllowedOperatorAsTheMetricsOwnSql() {
        Installation installation = installation(TestDatabase.POSTGRESQL, 2_000)
                .set("functions", "public.same_letters")
                .metric("events.anna", "select count(*) from events where name = 'ANNA'")
                .metric("events.bob", "select count(*) from events where name = 'bOB'");
        installation
                .application()
                .execute(
                        "alter table events add name varchar(40)",
                        "update events set name = (array['Anna', 'anna', 'Bob', 'bob'])[1 + mod(id, 4)]",
                        "create function same_letters(varchar, varchar) returns boolean language sql immutable as"
                                + " 'select pg_catalog.lower($1::text) operator(pg_catalog.=) pg_catalog.lower($2::text)'",
                        "create operator public.= (leftarg = varchar, rightarg = varchar, function = same_letters)",
                        "analyze");

        assertThat(installation.run("run").exitCode()).isZero();

        assertThat(metrics(installation, FIRST_WEEK).at("/anna").intValue()).isEqualTo(1_000);
        assertThat(metrics(installation, FIRST_WEEK).at("/bob").intValue()).isEqualTo(1_000);
    }

    private static String period(int week) {
        return "2026-W" + week;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void goesOnBehindTheLastStoredRangeWhereverTheRunWasKilled(TestDatabase kind) {
        Installation installation = installation(kind, 150_000);
        assertThat(installation.run("run").exitCode()).isZero();
        String whole = metrics(installation, FIRST_WEEK).toString();
        assertThat(whole).contains("\"all\":150000", "\"distinct\":75000", "\"sum\":" + sum());
        assertThat(installation.count("chunk")).as("kept once frozen").isZero();
        int kills = 0;

        for (int kill = 0; kill < MOST_KILLS; kill++) {
            installation.advance(Duration.ofDays(7));
            installation.stateUrl().execute("alter table chunk add constraint kill check (number < " + kill + ")");
            kills += installation.run("run").exitCode() == 0 ? 0 : 1;
            installation
                    .stateUrl()
                    .execute(
                            "alter table chunk drop constraint kill",
                            "update batch_job_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null"
                                    + " where status <> 'COMPLETED'",
                            "update batch_step_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null"
                                    + " where status <> 'COMPLETED'");

            CommandResult result = installation.run("run");

            int week = FIRST_WEEK + 1 + kill;
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(metrics(installation, week).toString())
                    .as("killed at range " + kill)
                    .isEqualTo(whole);
            assertThat(endpoint.pings()).hasSize(2 + kill);
        }
        assertThat(kills).as("ranges that could not be stored").isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"H2, table", "H2, column", "POSTGRESQL, table", "POSTGRESQL, column"})
    void countsFromTheStartWhenAnotherTableOrColumnHasTakenAName(TestDatabase kind, String what) {
        Installation installation = installation(kind, 100_000);
        assertThat(installation.run("run").exitCode()).isZero();
        installation.advance(Duration.ofDays(7));
        installation.stateUrl().execute("alter table chunk add constraint kill check (number < 1)");
        assertThat(installation.run("run").exitCode()).isNotZero();
        assertThat(installation.count("chunk")).as("ranges that are stored").isPositive();
        installation
                .stateUrl()
                .execute(
                        "alter table chunk drop constraint kill",
                        "update batch_job_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null",
                        "update batch_step_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null");
        String rename = kind == TestDatabase.H2 ? "alter column weight rename to" : "rename column weight to";
        String[] statements = what.equals("table")
                ? new String[] {
                    "alter table events rename to former_events",
                    "create table events (id bigint primary key, kind int, weight bigint, account bigint)",
                    "insert into events select id, kind, 1000000, account from former_events"
                }
                : new String[] {
                    "alter table events " + rename + " former", "alter table events add weight bigint default 1000000"
                };
        installation
                .application()
                .execute(statements)
                .execute(kind == TestDatabase.H2 ? "analyze table events" : "analyze events");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(metrics(installation, FIRST_WEEK + 1).toString())
                .contains("\"all\":100000", "\"distinct\":50000", "\"sum\":40000000000");
    }

    @Test
    void aTableThatMayNotBeReadCostsItsOwnMetricsAlone() {
        Installation installation = installation(TestDatabase.POSTGRESQL, 20_000)
                .metric("secrets.count", "select count(*) from secrets")
                .metric("secrets.sum", "select sum(id) from secrets");
        installation
                .application()
                .execute(
                        "create table secrets (id bigint primary key)",
                        "insert into secrets select generate_series(1, 20000)",
                        "analyze secrets",
                        "create role reader_of_events login password 'reader'",
                        "grant select on events to reader_of_events");
        installation.set("databases.main.username", "reader_of_events").set("databases.main.password", "reader");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).contains("secrets.count: SQL state 42501", "secrets.sum: SQL state 42501");
        assertThat(metrics(installation, FIRST_WEEK).get("all").longValue()).isEqualTo(20_000);
        assertThat(endpoint.pings()).hasSize(1);
    }

    /** The sum of all n up to 20,000 with a remainder of 1 or 2 after division by 5. */
    private static String sum() {
        long sum = 0;
        for (int n = 1; n <= 150_000; n++) {
            sum += n % 5 == 1 || n % 5 == 2 ? n : 0;
        }
        return String.valueOf(sum);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsAnEstimateOfWhatTakesMoreMemoryThanAllowed(TestDatabase kind) {
        Installation installation = installation(kind, 60_000)
                .set("collection.distinct-memory", "1MB")
                .set("collection.parallelism", "16");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode payload = CommandResult.json(installation.payloadFile(period(FIRST_WEEK)));
        assertThat(payload.at("/metrics/events/all").longValue()).isEqualTo(60_000);
        assertThat(payload.at("/metrics/events/distinct").doubleValue()).isCloseTo(30_000, withinPercentage(5));
        JsonNode how = payload.at("/collection/metrics/events.distinct");
        assertThat(how.get("status").stringValue()).isEqualTo("estimated");
        assertThat(how.get("method").stringValue()).isEqualTo("hll");
        assertThat(how.get("standard_error").doubleValue()).isBetween(0.001, 0.05);
        assertThat(endpoint.pings()).hasSize(1);
    }

    /** A metric counted alone earlier tells nothing about a statement that it shares later. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsANewMetricThatSharesAScanWithOneThatWasCountedAlone(TestDatabase stateKind) {
        Probe.reset();
        Installation installation = Installation.on(TestDatabase.H2, stateKind, folder)
                .sendingTo(endpoint)
                .set("collection.parallelism", "1")
                .metric("counts.a", "select count(*) from issues")
                .metric("probed.p", "select probe('p')")
                .metric("probed.q", "select probe('q')");
        Probe.onCall(1, () -> installation.advance(Duration.ofMinutes(31)), "p", "q");
        assertThat(installation.run("run").exitCode()).isEqualTo(75);
        assertThat(installation.count("outcome where key_path = 'counts.a'")).isEqualTo(1);
        installation.metric("counts.b", "select sum(id) from issues");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(CommandResult.json(installation.payloadFile(period(FIRST_WEEK)))
                        .at("/metrics/counts")
                        .toString())
                .isEqualTo("{\"a\":10,\"b\":55}");
    }

    /** Ten rows a day for three years. One of the two time columns is a day behind the other. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void readsTheWindowOfEachTimeColumnAloneWhereNothingElseIsAsked(TestDatabase kind) {
        Installation installation = Installation.on(kind, folder)
                .sendingTo(endpoint)
                .metric("events.opened", "select count(*) from events", windowsOn("opened_at"))
                .metric("events.closed", "select count(*) from events", windowsOn("closed_at"))
                .metric("events.closers", "select count(distinct account) from events", windowsOn("closed_at"));
        installation
                .application()
                .execute(
                        "create table events (id bigint primary key, account bigint, opened_at timestamp, closed_at timestamp)",
                        "insert into events select n, mod(n, 7), timestamp '2026-11-16 00:00:00' - n / 10 * interval '1' day,"
                                + " timestamp '2026-11-15 00:00:00' - n / 10 * interval '1' day from "
                                + (kind == TestDatabase.H2
                                        ? "(select x as n from system_range(1, 11000)) r"
                                        : "generate_series(1, 11000) n"),
                        "create index opened on events (opened_at)",
                        "create index closed on events (closed_at)",
                        kind == TestDatabase.H2 ? "analyze table events" : "analyze events");

        String plan = installation.run("plan").out();
        CommandResult result = installation.run("run");

        assertThat(plan)
                .contains("stretches of opened_at", "stretches of closed_at")
                .doesNotContain("ranges of");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(metrics(installation, FIRST_WEEK).toString())
                .isEqualTo("{\"closed_monthly\":279,\"closed_weekly\":69,\"closers_monthly\":7,\"closers_weekly\":7,"
                        + "\"opened_monthly\":280,\"opened_weekly\":70}");

        installation.metric("events.all", "select count(*) from events");

        assertThat(installation.run("plan").out())
                .as("what reads all anyway")
                .contains("ranges of")
                .doesNotContain("stretches");
    }

    private static String[] windowsOn(String column) {
        return new String[] {"time_frame: [28d, 7d]", "timestamp_column: " + column, "timestamp_unit: timestamp"};
    }

    private static JsonNode metrics(Installation installation, int week) {
        return CommandResult.json(installation.payloadFile(period(week))).at("/metrics/events");
    }
}
