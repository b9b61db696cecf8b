package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.ReplicatedServer;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Runs that count in a hot standby. The standby cancels statements that keep it from replaying a change. */
class StandbyRunsTest {
    private static final String SLOW_TEXT = "upper(lower(";
    private static final String WRITTEN_TEXT = "join events f";

    private static final String SLOW = slow("events", 20);

    /** Takes seconds, so that it is still under way when the standby has received a change. */
    private static final String SLOWER = slow("e", 40);

    private static String slow(String table, int times) {
        return SLOW_TEXT.repeat(times) + table + ".name" + "))".repeat(times) + " = 'X7'";
    }

    private static final String RECOVERY_CONFLICT = "40001";

    private static final String[] TABLES = {
        "create table events (id bigint primary key, name text)",
        "insert into events select n, 'x' || n % 10 from generate_series(1, 200000) n",
        "create table heap (kind integer)",
        "insert into heap select n % 7 from generate_series(1, 2000) n",
        "create table churn (id integer)",
        "analyze"
    };

    @TempDir
    Path folder;

    private Installation installation(TestDatabase.Url url) {
        return Installation.on(TestDatabase.H2, folder)
                .set("databases.main.url", url.jdbc())
                .set("databases.main.username", url.username())
                .set("collection.statement-timeout", "2m")
                .metric("shared.all", "select count(*) from events")
                .metric("shared.slow", "select count(*) from events where " + SLOW)
                .metric("written.slow", "select count(*) from events e join events f on f.id = e.id where " + SLOWER)
                .metric("heap.all", "select count(*) from heap")
                .metric("heap.kinds", "select count(distinct kind) from heap");
    }

    @Test
    void countsExactlyWhatTheStandbyEndsAgainAndAgain() throws Exception {
        try (ReplicatedServer servers = ReplicatedServer.start(folder.resolve("servers"), TABLES)) {
            servers.awaitStreaming();
            Installation installation = installation(servers.standby());
            assertThat(installation.run("plan").out()).doesNotContain("block");

            CompletableFuture<CommandResult> run = installation.begin("run", "--no-submit");
            endStatements(servers, run);
            CommandResult result = run.get();

            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            assertCountedExactly(installation);
        }
    }

    @Test
    void countsInTheStandbyOfSeveralHostsAndInThePrimaryOnceThereIsNone() throws Exception {
        try (ReplicatedServer servers = ReplicatedServer.start(
                folder.resolve("servers"), "create table notes (id bigint)", "insert into notes values (1), (2)")) {
            servers.awaitStreaming();
            TestDatabase.Url primary = servers.primary();
            Installation installation = Installation.on(TestDatabase.POSTGRESQL, TestDatabase.H2, folder)
                    .set("databases.main.url", bothHosts(servers, "preferSecondary"))
                    .set("databases.main.username", primary.username())
                    .metric("notes.all", "select count(*) from notes");

            assertThat(installation.run("doctor").out()).contains(", a replica, answers");
            assertThat(installation.run("run", "--no-submit").err()).isEmpty();
            assertThat(value(installation, Installation.PERIOD)).isEqualTo(2);
            assertThat(scansOf("notes", primary)).isZero();

            servers.endStandby();
            primary.execute("insert into notes values (3)");
            installation.advance(Duration.ofDays(7));
            assertThat(installation.run("run", "--no-submit").err()).isEmpty();
            assertThat(value(
                            installation,
                            Period.parse(Installation.PERIOD).next().toString()))
                    .isEqualTo(3);
            assertThat(scansOf("notes", primary)).isPositive();
        }
    }

    @Test
    void goesOnInTheStandbyThatTakesThePlaceOfThePrimaryInTheMiddleOfAStatement() throws Exception {
        try (ReplicatedServer servers = ReplicatedServer.start(folder.resolve("servers"), TABLES)) {
            servers.awaitStreaming();
            TestDatabase.Url primary = servers.primary();
            Installation installation = installation(primary)
                    .set("databases.main.url", bothHosts(servers, "primary&hostRecheckSeconds=1"))
                    .set("collection.target-batch-time", "50ms");

            CompletableFuture<CommandResult> run = installation.begin("run", "--no-submit");
            while (slow(primary).isEmpty() && !run.isDone()) {
                Thread.onSpinWait();
            }
            assertThat(run).isNotDone();
            servers.failOver();
            CommandResult result = run.get();

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertCountedExactly(installation);
        }
    }

    private static void assertCountedExactly(Installation installation) {
        JsonNode metrics = CommandResult.json(installation.payloadFile(Installation.PERIOD))
                .at("/metrics");
        assertThat(metrics.at("/shared/all").intValue()).isEqualTo(200_000);
        assertThat(metrics.at("/shared/slow").intValue()).isEqualTo(20_000);
        assertThat(metrics.at("/written/slow").intValue()).isEqualTo(20_000);
        assertThat(metrics.at("/heap/all").intValue()).isEqualTo(2000);
        assertThat(metrics.at("/heap/kinds").intValue()).isEqualTo(7);
    }

    private static String bothHosts(ReplicatedServer servers, String type) {
        return servers.primary()
                .jdbc()
                .replaceFirst("/postgres$", "," + host(servers.standby()) + "/postgres?targetServerType=" + type);
    }

    private static String host(TestDatabase.Url url) {
        return url.jdbc().replaceFirst("jdbc:postgresql://([^/]*)/.*", "$1");
    }

    private static int value(Installation installation, String period) {
        return CommandResult.json(installation.payloadFile(period))
                .at("/metrics/notes/all")
                .intValue();
    }

    private static int scansOf(String table, TestDatabase.Url url) {
        return JdbcClient.create(url.dataSource())
                .sql("select seq_scan from pg_stat_user_tables where relname = ?")
                .param(table)
                .query(Integer.class)
                .single();
    }

    /** Removes rows on the primary while statements run, until the standby has cancelled a statement of each kind. */
    private static void endStatements(ReplicatedServer servers, CompletableFuture<CommandResult> run)
            throws SQLException, IOException {
        TestDatabase.Url standby = servers.standby();
        Set<Boolean> cancelled = Set.of();
        try (Connection primary = servers.primary().connect();
                Statement writing = primary.createStatement()) {
            while (cancelled.size() < 2 && !run.isDone()) {
                Map<String, Boolean> slow = slow(standby);
                slow.values().removeAll(cancelled);
                while (!Collections.disjoint(slow.keySet(), slow(standby).keySet())) {
                    writing.execute("insert into churn values (1)");
                    writing.execute("delete from churn");
                    writing.execute("vacuum churn");
                }
                cancelled = servers.conflicts().stream()
                        .filter(entry -> entry.contains(SLOW_TEXT))
                        .map(entry -> entry.contains(WRITTEN_TEXT))
                        .collect(Collectors.toSet());
            }
        }
        assertThat(cancelled).as(run.isDone() ? run.join().err() : "").containsExactlyInAnyOrder(true, false);
    }

    /**
     * The slow statements under way, and whether each is a metric as written. The standby may cancel this query too, or end
     * its connection.
     */
    private static Map<String, Boolean> slow(TestDatabase.Url standby) throws SQLException {
        while (true) {
            Map<String, Boolean> slow = new HashMap<>();
            try (Connection connection = standby.connect();
                    Statement looking = connection.createStatement();
                    ResultSet answer =
                            looking.executeQuery("select pid || ' ' || query_start, query like '%" + WRITTEN_TEXT
                                    + "%' from pg_stat_activity where application_name = 'service-ping'"
                                    + " and state = 'active' and query like '%" + SLOW_TEXT + "%'")) {
                while (answer.next()) {
                    slow.put(answer.getString(1), answer.getBoolean(2));
                }
                return slow;
            } catch (SQLException e) {
                if (!RECOVERY_CONFLICT.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }
}
