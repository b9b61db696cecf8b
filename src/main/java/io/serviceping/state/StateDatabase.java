package io.serviceping.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.serviceping.state.StateUnavailableException.Obstacle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The state database, opened and brought up to date. An H2 file belongs to one process at a time. */
public final class StateDatabase implements AutoCloseable {
    /** How long to wait for an H2 file that a command such as {@code status} has open for a moment. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final Set<String> DAMAGED = Set.of("90030", "90048", "HY000", "XX001", "XX002");
    private static final String HISTORY = "service_ping_schema";
    private static final String H2_FILE_IN_USE = "90020";

    /** Acknowledged commits survive a kill only without H2's half second of write delay. */
    private static final String H2_DURABLE = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

    private final HikariDataSource dataSource;
    private final boolean h2;

    private StateDatabase(HikariDataSource dataSource, boolean h2) {
        this.dataSource = dataSource;
        this.h2 = h2;
    }

    /**
     * Opens the database, makes it if it is not there, and migrates it.
     *
     * @param connections most connections at a time; at least 1
     * @throws StateUnavailableException when it cannot be used
     */
    public static StateDatabase open(StateAddress address, int connections) throws StateUnavailableException {
        HikariDataSource dataSource = connect(address, connections);
        try {
            migrate(dataSource, address);
            return new StateDatabase(dataSource, address.isH2());
        } catch (FlywayValidateException e) {
            dataSource.close();
            throw new StateUnavailableException(
                    Obstacle.UNUSABLE,
                    "The state database was made by another version of Service Ping, or its tables were changed by hand: "
                            + firstLine(e)
                            + ". Use the version that wrote it, or restore a backup; nothing was changed.",
                    e);
        } catch (FlywayException e) {
            dataSource.close();
            throw new StateUnavailableException(
                    Obstacle.UNUSABLE,
                    "The state database's tables cannot be made or brought up to date: " + firstLine(e)
                            + ". Its user must be allowed to create tables.",
                    e);
        }
    }

    /** Where the tables are. */
    public DataSource dataSource() {
        return dataSource;
    }

    boolean isH2() {
        return h2;
    }

    private static void migrate(DataSource dataSource, StateAddress address) {
        if (address.isH2()) {
            forgetFailures(JdbcClient.create(dataSource));
        }
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:sql/state/" + (address.isH2() ? "h2" : "postgresql"))
                .table(HISTORY)
                // A schema from a newer version is refused, not ignored.
                .ignoreMigrationPatterns(new String[0])
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    /**
     * H2 commits each DDL statement by itself, so a script can fail half-way, on a full disk say. Ours can be run again;
     * what keeps Flyway from doing so is its note of the failure.
     */
    private static void forgetFailures(JdbcClient jdbc) {
        boolean migratedBefore = jdbc.sql("select count(*) from information_schema.tables where table_name = :name")
                        .param("name", HISTORY)
                        .query(Integer.class)
                        .single()
                > 0;
        if (migratedBefore) {
            jdbc.sql("delete from \"" + HISTORY + "\" where \"success\" = false")
                    .update();
        }
    }

    private static HikariDataSource connect(StateAddress address, int connections) throws StateUnavailableException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            try {
                return new HikariDataSource(pool(address, connections));
            } catch (PoolInitializationException e) {
                StateUnavailableException problem = problem(e);
                if (problem.obstacle() != Obstacle.BUSY || System.nanoTime() > deadline) {
                    throw problem;
                }
                sleep(problem);
            }
        }
    }

    private static void sleep(StateUnavailableException problem) throws StateUnavailableException {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem;
        }
    }

    private static HikariConfig pool(StateAddress address, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("state");
        config.setJdbcUrl(address.isH2() ? address.url() + H2_DURABLE : address.url());
        config.setUsername(address.username());
        config.setPassword(address.password());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        if (!address.isH2()) {
            config.addDataSourceProperty("ApplicationName", "service-ping-state");
        }
        return config;
    }

    private static StateUnavailableException problem(PoolInitializationException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String state = cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
        if (state.equals(H2_FILE_IN_USE)) {
            return new StateUnavailableException(
                    Obstacle.BUSY, "The state database is in use by another process; try again later.", cause);
        } else if (state.startsWith("28")) {
            return new StateUnavailableException(
                    Obstacle.REFUSED,
                    "The state database refuses our user name or password: " + firstLine(cause)
                            + ". Check service-ping.state (url, username, password-file).",
                    cause);
        } else if (DAMAGED.contains(state)) {
            return new StateUnavailableException(
                    Obstacle.UNUSABLE,
                    "The state database is damaged or cannot be read: " + firstLine(cause)
                            + ". Nothing was changed; restore it from a backup, or move it away to start afresh.",
                    cause);
        }
        return new StateUnavailableException(
                Obstacle.UNREACHABLE,
                "The state database cannot be reached: " + firstLine(cause) + ". Check service-ping.state.url.",
                cause);
    }

    private static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("").replaceFirst("[.\\s]+$", "");
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
