package io.serviceping.count.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.ReplicatedServer;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLoadTest {
    private static final long MEGABYTE = 1024 * 1024;

    @TempDir
    Path folder;

    private static ThrottleLimits sessions(int most) {
        return new ThrottleLimits(OptionalLong.empty(), OptionalInt.of(most));
    }

    private static ThrottleLimits lag(long bytes) {
        return new ThrottleLimits(OptionalLong.of(bytes), OptionalInt.empty());
    }

    private static Connection as(TestDatabase.Url url, String user, String applicationName) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", "any");
        properties.setProperty("ApplicationName", applicationName);
        return DriverManager.getConnection(url.jdbc(), properties);
    }

    private static boolean holds(TestDatabase.Url url, String condition) {
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement()) {
            var answer = statement.executeQuery("select " + condition);
            answer.next();
            return answer.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(TestDatabase.Url url, String condition) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!holds(url, condition)) {
            assertThat(System.nanoTime()).as(condition).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Keeps a session busy with a statement until the server closes its connection. */
    private static void busy(Connection connection) {
        Runnable sleep = () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_sleep(600)");
            } catch (SQLException e) {
                // The test is over.
            }
        };
        new Thread(sleep, "busy").start();
    }

    @SincePostgres(14)
    @Test
    void countsTheActiveSessionsOfOthersInThisDatabaseAlone() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        TestDatabase.Url other = TestDatabase.POSTGRESQL.create();
        ServerLoad none = new ServerLoad(sessions(0));
        ServerLoad one = new ServerLoad(sessions(1));
        try (Connection connection = as(url, "postgres", "service-ping");
                Connection idle = as(url, "postgres", "tracker");
                Connection elsewhere = as(other, "postgres", "tracker");
                Connection ours = as(url, "postgres", "service-ping");
                Connection first = as(url, "postgres", "tracker");
                Connection second = as(url, "postgres", "tracker")) {
            idle.createStatement().execute("select 1");
            busy(elsewhere);
            busy(ours);
            String asleep = "count(*) = %d from pg_stat_activity where datname = '"
                    + url.jdbc().replaceFirst(".*/", "") + "' and wait_event = 'PgSleep'";
            await(url, asleep.formatted(1));
            assertThat(none.exceeded(ConnectedSession.postgresql(connection))).isEmpty();

            busy(first);
            await(url, asleep.formatted(2));
            assertThat(one.exceeded(ConnectedSession.postgresql(connection))).isEmpty();
            assertThat(none.exceeded(ConnectedSession.postgresql(connection)))
                    .contains("1 session is active, and collection.max-active-sessions is 0");

            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            assertThat(one.exceeded(ConnectedSession.postgresql(connection))).isEmpty();
            busy(second);
            await(url, asleep.formatted(3));
            assertThat(one.exceeded(ConnectedSession.postgresql(connection)))
                    .as("within the same snapshot")
                    .contains("2 sessions are active, and collection.max-active-sessions is 1");
            url.endSessions("pg_stat_activity where wait_event = 'PgSleep'");
            assertThat(none.exceeded(ConnectedSession.postgresql(connection))).isEmpty();
        }
    }

    @Test
    void saysWhatToGrantToAUserWhoSeesNothing() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute("drop role if exists \"No One\"", "create role \"No One\" login");
        ServerLoad load = new ServerLoad(sessions(1_000));
        try (Connection connection = as(url, "No One", "service-ping")) {
            Optional<String> problem = load.problem(ConnectedSession.postgresql(connection));
            assertThat(problem)
                    .contains("its user \"No One\" may not see what others do there: grant pg_read_all_stats to"
                            + " \"No One\"");
            assertThat(load.exceeded(ConnectedSession.postgresql(connection))).isEqualTo(problem);
            assertThat(new ServerLoad(lag(MEGABYTE)).problem(ConnectedSession.postgresql(connection)))
                    .isEqualTo(problem);

            url.execute("grant pg_monitor to \"No One\"");

            assertThat(load.problem(ConnectedSession.postgresql(connection))).isEmpty();
            assertThat(load.exceeded(ConnectedSession.postgresql(connection))).isEmpty();
            assertThat(new ServerLoad(lag(MEGABYTE)).problem(ConnectedSession.postgresql(connection)))
                    .isEmpty();
        } finally {
            url.execute("drop role \"No One\"");
        }
    }

    @Test
    void seesNoLagWhereNoStandbyIsConnected() throws Exception {
        try (Connection connection = TestDatabase.POSTGRESQL.create().connect()) {
            assertThat(new ServerLoad(lag(0)).problem(ConnectedSession.postgresql(connection)))
                    .isEmpty();
            assertThat(new ServerLoad(lag(0)).exceeded(ConnectedSession.postgresql(connection)))
                    .isEmpty();
        }
    }

    @Test
    void seesFromThePrimaryAndFromTheStandbyHowFarTheStandbyIsBehind() throws Exception {
        ServerLoad load = new ServerLoad(lag(MEGABYTE));
        try (ReplicatedServer server = ReplicatedServer.start(folder, "create role nobody login");
                Connection primary = server.primary().connect();
                Connection standby = server.standby().connect();
                Connection unprivileged = as(server.standby(), "nobody", "service-ping")) {
            server.awaitStreaming();
            assertThat(load.exceeded(ConnectedSession.postgresql(primary))).isEmpty();
            assertThat(load.exceeded(ConnectedSession.postgresql(standby))).isEmpty();

            server.fallBehind();

            assertThat(load.exceeded(ConnectedSession.postgresql(primary)))
                    .hasValueSatisfying(text -> assertThat(text)
                            .matches("a standby is \\d{4} kB behind, and collection.max-replication-lag is 1024 kB"));
            assertThat(load.exceeded(ConnectedSession.postgresql(standby)))
                    .hasValueSatisfying(text -> assertThat(text)
                            .matches("it is \\d{4} kB behind, and collection.max-replication-lag is 1024 kB"));
            assertThat(load.exceeded(ConnectedSession.postgresql(unprivileged)))
                    .as("a standby's own distance is no secret")
                    .isPresent();
            assertThat(new ServerLoad(sessions(1)).problem(ConnectedSession.postgresql(unprivileged)))
                    .isPresent();
            assertThat(new ServerLoad(lag(100 * MEGABYTE)).exceeded(ConnectedSession.postgresql(primary)))
                    .isEmpty();

            server.catchUp();
            await(server.primary(), "pg_current_wal_lsn() = replay_lsn from pg_stat_replication");
            assertThat(load.exceeded(ConnectedSession.postgresql(primary))).isEmpty();
            assertThat(load.exceeded(ConnectedSession.postgresql(standby))).isEmpty();
        }
    }
}
