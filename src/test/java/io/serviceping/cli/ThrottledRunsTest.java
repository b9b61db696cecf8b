package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.state.RunLock;
import io.serviceping.testing.BusySessions;
import io.serviceping.testing.ReplicatedServer;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Whole runs that wait while other sessions really keep a PostgreSQL database busy. */
class ThrottledRunsTest {
    /** The test's own sessions are active from time to time. */
    private static final String BUSY =
            "database 'main': \\d+ sessions are active, and collection\\.max-active-sessions is 2";

    private static final String LAGGING =
            "database 'main': a standby is \\d+ kB behind, and collection\\.max-replication-lag is 1024 kB";

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @BeforeEach
    void openTheEndpoint() {
        Probe.reset();
    }

    private Installation installation(TestDatabase stateKind) {
        return Installation.on(TestDatabase.POSTGRESQL, stateKind, folder)
                .sendingTo(endpoint)
                .set("collection.max-active-sessions", "2");
    }

    private static void awaitWaiting(Installation installation, String why) {
        // Before that, status could open the state database's file, and the run could not.
        Await.until(
                "the run has the lock", () -> RunLock.isHeld(installation.home().resolve("state")));
        Pattern said = Pattern.compile(", waiting for " + why + "\n");
        Await.until(
                "the run waits for " + why,
                () -> said.matcher(installation.run("status").out()).find());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRunWaitsWhileTooManyOthersAreAtWorkAndSaysSo(TestDatabase stateKind) throws Exception {
        Installation installation = installation(stateKind).withUsualMetrics();
        try (BusySessions others = new BusySessions(installation.application())) {
            others.begin(3);
            CompletableFuture<CommandResult> run = installation.begin("run");

            awaitWaiting(installation, BUSY);
            JsonNode running = installation.run("status", "--json").json().get("running");
            others.end();

            assertThat(running.get("waiting_for").stringValue()).matches(BUSY);
            assertThat(running.get("scans_done").intValue()).isZero();
            assertThat(run.get().err()).isEmpty();
            assertThat(run.get().exitCode()).isZero();
        }
        assertThat(CommandResult.json(installation.payloadFile(Installation.PERIOD))
                        .at("/metrics/counts/issues")
                        .intValue())
                .isEqualTo(10);
    }

    @Test
    void aRunWaitsUntilTheStandbyHasCaughtUp() throws Exception {
        try (ReplicatedServer servers = ReplicatedServer.start(folder.resolve("servers"))) {
            servers.primary()
                    .execute(
                            "create table events (id bigint primary key)",
                            "insert into events select generate_series(1, 20000)",
                            "analyze events");
            servers.awaitStreaming();
            Installation installation = Installation.on(TestDatabase.H2, folder)
                    .sendingTo(endpoint)
                    .set("databases.main.url", servers.primary().jdbc())
                    .set("databases.main.username", servers.primary().username())
                    .set("collection.max-replication-lag", "1MB")
                    .metric("counts.events", "select count(*) from events");
            servers.fallBehind();
            CompletableFuture<CommandResult> run = installation.begin("run");

            awaitWaiting(installation, LAGGING);
            servers.catchUp();

            assertThat(run.get().err()).isEmpty();
            assertThat(run.get().exitCode()).isZero();
            assertThat(CommandResult.json(installation.payloadFile(Installation.PERIOD))
                            .at("/metrics/counts/events")
                            .intValue())
                    .isEqualTo(20_000);
        }
    }

    @Test
    void aSpentBudgetEndsTheWaitAndKeepsWhatIsCounted() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        ScanGate turnstile = new ScanGate(installation, 2);
        JdbcClient application = JdbcClient.create(installation.application().dataSource());
        CommandResult stopped;
        try (BusySessions others = new BusySessions(installation.application())) {
            CompletableFuture<CommandResult> run = installation.begin("run");
            Await.until("the first scan is under way", turnstile::isWaitedAt);
            others.begin(3);
            Await.until(
                    "the last look is older than a second",
                    () -> application
                            .sql(
                                    "select max(clock_timestamp() - query_start) > interval '1 second' from pg_stat_activity"
                                            + " where application_name = 'service-ping' and datname = current_database()")
                            .query(Boolean.class)
                            .single());
            turnstile.admit(1);
            awaitWaiting(installation, BUSY);
            installation.advance(Duration.ofMinutes(31));
            stopped = run.get();
        }
        CompletableFuture<CommandResult> resumed = installation.begin("run");
        turnstile.admit(1);

        assertThat(stopped.err())
                .matches("Stopped after 1 of 2 scans of 2026-W46, by the run budget, while it" + " waited for " + BUSY
                        + "; the next run goes on from there.\n");
        assertThat(stopped.exitCode()).isEqualTo(75);
        assertThat(resumed.get().exitCode()).as(resumed.get().err()).isZero();
        assertThat(turnstile.arrivals()).hasSize(2).doesNotHaveDuplicates();
    }

    /** The first queries are those that split the table into spans. */
    @ParameterizedTest
    @EnumSource(Declared.class)
    void theWaitBeforeTheFirstLookUpEndsWhenTheRunIsToStop(Declared declared) throws Exception {
        Installation installation = installation(TestDatabase.H2);
        installation
                .application()
                .execute(
                        "create table visits (id bigint primary key, created_at timestamp not null)",
                        "insert into visits select n, timestamp '2026-01-01 00:00:00' from generate_series(1, 30000) n",
                        "analyze visits");
        String[] fields = declared == Declared.APPEND_ONLY
                ? new String[] {"timestamp_column: created_at", "append_only: true"}
                : new String[0];
        installation.metric("visits.count", "select count(*) from visits", fields);
        try (BusySessions others = new BusySessions(installation.application())) {
            others.begin(3);
            CompletableFuture<CommandResult> run = installation.begin("run");
            awaitWaiting(installation, BUSY);
            installation.advance(Duration.ofMinutes(31));

            assertThat(run.get().err())
                    .matches("Stopped before the first scan of 2026-W46, by the run budget, while" + " it waited for "
                            + BUSY + "; the next run goes on from there.\n");
            assertThat(run.get().exitCode()).isEqualTo(75);
            assertThat(installation.count("span")).isZero();
        }

        assertThat(installation.run("run").exitCode()).isZero();
        assertThat(CommandResult.json(installation.payloadFile(Installation.PERIOD))
                        .at("/metrics/visits/count")
                        .intValue())
                .isEqualTo(30_000);
    }

    enum Declared {
        APPEND_ONLY,
        NOTHING
    }

    @Test
    void anOptOutEndsTheWait() throws Exception {
        Installation installation = installation(TestDatabase.H2).withUsualMetrics();
        try (BusySessions others = new BusySessions(installation.application())) {
            others.begin(3);
            CompletableFuture<CommandResult> run = installation.begin("run");
            awaitWaiting(installation, BUSY);
            installation.run("opt-out");
            installation.advance(Duration.ofSeconds(2));

            assertThat(run.get().exitCode()).isZero();
            assertThat(run.get().out()).startsWith("Service Ping is off");
        }
        assertThat(endpoint.received()).isEmpty();
    }

    @Test
    void refusesToCountWithABrakeThatCannotWork() {
        Installation installation = installation(TestDatabase.H2)
                .withUsualMetrics()
                .set("databases.main.username", "throttleless")
                .set("databases.main.password", "any");
        installation
                .application()
                .execute(
                        "drop role if exists throttleless",
                        "create role throttleless login",
                        "grant select on all tables in schema public to throttleless");
        try {
            String problem =
                    "The throttles (collection.max-replication-lag, collection.max-active-sessions) cannot work in"
                            + " the database 'main': its user throttleless may not see what others do there: grant"
                            + " pg_read_all_stats to throttleless";

            assertThat(installation.run("validate").exitCode()).isZero();
            CommandResult validated = installation.run("validate", "--database");
            assertThat(validated.errLines()).containsExactly(problem, "1 problem.");
            assertThat(validated.exitCode()).isEqualTo(78);
            for (String command : new String[] {"run", "preview"}) {
                CommandResult result = installation.run(command);
                assertThat(result.errLines())
                        .containsExactly(problem, "1 problem in the configuration; nothing was queried or sent.");
                assertThat(result.exitCode()).isEqualTo(78);
            }

            installation.application().execute("grant pg_read_all_stats to throttleless");

            assertThat(installation.run("validate", "--database").exitCode()).isZero();
            assertThat(installation.run("run").exitCode()).isZero();
        } finally {
            installation.application().execute("drop owned by throttleless", "drop role throttleless");
        }
    }
}
