package io.serviceping.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.files.PrivateFiles;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.state.StateUnavailableException.Obstacle;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The state database, opened and migrated. Only one process at a time can open an H2 file. */
public final class StateDatabase implements AutoCloseable {
    /** How long to wait for an H2 file that a command such as {@code status} has open for a moment. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final Set<String> DAMAGED = Set.of("90028", "90030", "90048", "HY000", "XX001", "XX002");
    /**
     * Errors of a statement. None of ours runs while H2 opens a file, so the statement is H2's own and the file is
     * damaged.
     */
    private static final Set<String> OF_A_STATEMENT = Set.of("21", "22", "23", "42");

    /**
     * Without a limit, a waiting run would keep all others out. A limit set by the server, the user or the URL has
     * priority.
     */
    private static final String POSTGRESQL_LOCK_TIMEOUT =
            "select set_config('lock_timeout', '30s', false) where current_setting('lock_timeout') = '0'";

    private static final int FLYWAYS_CONNECTIONS = 2;
    private static final String HISTORY = "service_ping_schema";
    private static final String H2_FILE_IN_USE = "90020";
    /** H2 would have to write before it can open the file. */
    private static final String H2_NOT_WRITABLE = "90097";

    /** Acknowledged commits survive a kill only without H2's write delay of half a second. */
    private static final String H2_DURABLE = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

    private final HikariDataSource dataSource;
    private final boolean h2;

    private StateDatabase(HikariDataSource dataSource, boolean h2) {
        this.dataSource = dataSource;
        this.h2 = h2;
    }

    /**
     * Opens the database, makes it if it does not exist, and migrates it.
     *
     * @param connections maximum number of connections; at least 1, though 2 are used while opening
     * @throws StateUnavailableException when the database cannot be used
     */
    public static StateDatabase open(JdbcAddress address, int connections) throws StateUnavailableException {
        Optional<H2File> file = H2File.of(address);
        if (file.isEmpty()) {
            return openAsItIs(address, connections);
        }
        Optional<Path> notOurs = file.get().notOursToWrite();
        if (notOurs.isPresent()) {
            throw refused(notOurs.get());
        } else if (file.get().exists()) {
            requireTables(file.get());
        } else {
            bringUpToDate(file.get());
        }
        StateDatabase opened = connected(address, connections);
        file.get().makePrivate();
        if (!isBehind(opened)) {
            return migrated(opened);
        }
        opened.close();
        bringUpToDate(file.get());
        return openAsItIs(address, connections);
    }

    private static StateUnavailableException refused(Path file) {
        return new StateUnavailableException(
                Obstacle.REFUSED,
                "The state database's file cannot be written by the user " + System.getProperty("user.name") + ": "
                        + file + "."
                        + PrivateFiles.remedy(file).map(remedy -> " " + remedy).orElse(""),
                null);
    }

    /** Migrates a copy under another name, then renames it. */
    private static void bringUpToDate(H2File file) throws StateUnavailableException {
        try (FileLockHandle held = hold(file)) {
            file.discardUnfinished();
            if (!file.exists()) {
                makeAndPutInPlace(file);
                return;
            }
            // While it is open here, no other process can open the old file.
            try (StateDatabase old = connected(file.address(), 1)) {
                if (isBehind(old)) {
                    file.copy(old.dataSource);
                    makeAndPutInPlace(file);
                }
            } catch (DataAccessException e) {
                throw unusable(e);
            }
        } catch (UncheckedIOException e) {
            throw new StateUnavailableException(
                    Obstacle.UNREACHABLE,
                    "The state database's file cannot be made or brought up to date: " + firstLine(e)
                            + ". Nothing was changed; is its disk full, or its folder not ours to write?",
                    e);
        }
    }

    private static void makeAndPutInPlace(H2File file) throws StateUnavailableException {
        openAsItIs(file.beingMade(), 1).close();
        file.makePrivate();
        file.putInPlace();
    }

    private static FileLockHandle hold(H2File file) throws StateUnavailableException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        Optional<FileLockHandle> held = file.tryHold();
        while (held.isEmpty()) {
            StateUnavailableException problem = inUse(null);
            if (System.nanoTime() > deadline) {
                throw problem;
            }
            sleep(problem);
            held = file.tryHold();
        }
        return held.get();
    }

    private static boolean isBehind(StateDatabase opened) throws StateUnavailableException {
        try {
            // A failed script is not pending, but has to run again.
            return Arrays.stream(opened.flyway(opened.dataSource).info().all())
                    .map(MigrationInfo::getState)
                    .anyMatch(state -> state == MigrationState.PENDING || state == MigrationState.FAILED);
        } catch (FlywayException | DataAccessException e) {
            opened.close();
            throw unusable(e);
        }
    }

    /** H2 would make a new database of a truncated file, and this installation a new id without pings. */
    private static void requireTables(H2File file) throws StateUnavailableException {
        JdbcAddress readOnly = file.readOnly();
        try (Connection connection =
                DriverManager.getConnection(readOnly.url(), readOnly.username(), readOnly.password())) {
            if (!isMigrated(JdbcClient.create(new SingleConnectionDataSource(connection, true)))) {
                throw damaged("it has no tables", null);
            }
        } catch (SQLException | DataAccessException e) {
            if (state(e).equals(H2_NOT_WRITABLE)) {
                throw damaged("it has no user", e);
            } else if (DAMAGED.contains(state(e)) || isOfAStatement(state(e))) {
                // Opening the file for writing could change it: H2 compacts a file on closing it.
                throw damaged(firstLine(e), e);
            }
            // Any other problem, such as a file in use, is reported by the later opening, which waits first.
        }
    }

    private static StateDatabase openAsItIs(JdbcAddress address, int connections) throws StateUnavailableException {
        return migrated(connected(address, connections));
    }

    private static StateDatabase connected(JdbcAddress address, int connections) throws StateUnavailableException {
        StateDatabase opened = new StateDatabase(connect(address, connections), address.isH2());
        if (!address.isH2()) {
            requireSessions(opened);
        }
        return opened;
    }

    /**
     * The run lock and Flyway's locks belong to a session. A pooler that gives the session to others would break both.
     */
    private static void requireSessions(StateDatabase opened) throws StateUnavailableException {
        try {
            if (!PooledState.isPooled(opened.dataSource)) {
                return;
            }
        } catch (SQLException e) {
            opened.close();
            throw problem(e, false);
        }
        opened.close();
        throw new StateUnavailableException(
                Obstacle.UNUSABLE,
                "The state database must be reached directly, and a pooler in transaction mode is in between. Point"
                        + " service-ping.state.url at the server, or at a pool in session mode; nothing was changed.",
                null);
    }

    private static StateDatabase migrated(StateDatabase opened) throws StateUnavailableException {
        try {
            opened.migrate();
            return opened;
        } catch (FlywayException | DataAccessException e) {
            opened.close();
            throw unusable(e);
        }
    }

    private static StateUnavailableException unusable(RuntimeException e) {
        if (e instanceof FlywayValidateException) {
            return new StateUnavailableException(
                    Obstacle.UNUSABLE,
                    "The state database was made by another version of Service Ping, or its tables were changed by hand: "
                            + firstLine(e)
                            + ". Use the version that wrote it, or restore a backup; nothing was changed.",
                    e);
        } else if (isDamage(e) && !StateFailures.isFailedWrite(e)) {
            return damaged(firstLine(e), e);
        }
        // A full disk, a lock, or a lost server: nothing to change in the configuration.
        return StateFailures.behind(e)
                .orElseGet(() -> new StateUnavailableException(
                        Obstacle.UNUSABLE,
                        "The state database's tables cannot be made or brought up to date: " + withItsOrigin(e)
                                + ". Its user must be allowed to create tables.",
                        e));
    }

    /** The migrated tables. */
    public DataSource dataSource() {
        return dataSource;
    }

    /**
     * Forces all commits so far to disk. H2 only hands a commit to the operating system, so it survives a kill but not
     * a loss of power. PostgreSQL forces each commit itself.
     */
    public void force() {
        if (h2) {
            JdbcClient.create(dataSource).sql("checkpoint sync").update();
        }
    }

    boolean isH2() {
        return h2;
    }

    /** Whether other machines may use the database too. */
    public boolean isShared() {
        return !h2;
    }

    private void migrate() {
        if (h2) {
            forgetFailures(JdbcClient.create(dataSource));
            flyway(dataSource).migrate();
            return;
        }
        // On one connection, a migration and its row in Flyway's history are one transaction.
        try (Connection one = dataSource.getConnection()) {
            flyway(new SingleConnectionDataSource(one, true)).migrate();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException(e.getMessage(), e);
        }
    }

    private Flyway flyway(DataSource connections) {
        return Flyway.configure()
                .dataSource(connections)
                .locations("classpath:sql/state/" + (h2 ? "h2" : "postgresql"))
                .table(HISTORY)
                // Refuse a schema from a newer version.
                .ignoreMigrationPatterns(new String[0])
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    /**
     * H2 commits each DDL statement separately, so a script can fail half-way, for example on a full disk. Our scripts
     * can run twice, but Flyway does not repeat a script whose failure is in its history.
     */
    private static void forgetFailures(JdbcClient jdbc) {
        if (isMigrated(jdbc)) {
            jdbc.sql("delete from \"" + HISTORY + "\" where \"success\" = false")
                    .update();
        }
    }

    private static boolean isMigrated(JdbcClient jdbc) {
        return jdbc.sql("select count(*) from information_schema.tables where table_name = :name")
                        .param("name", HISTORY)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private static HikariDataSource connect(JdbcAddress address, int connections) throws StateUnavailableException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            try {
                return new HikariDataSource(pool(address, connections));
            } catch (RuntimeException e) {
                // The pool wraps the driver's exception.
                StateUnavailableException problem = problem(e.getCause() == null ? e : e.getCause(), address.isH2());
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

    private static HikariConfig pool(JdbcAddress address, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("state");
        config.setJdbcUrl(address.isH2() ? address.url() + H2_DURABLE : address.url());
        config.setUsername(address.username());
        config.setPassword(address.password());
        config.setMaximumPoolSize(Math.max(connections, FLYWAYS_CONNECTIONS));
        // Keep one connection: opening an H2 file again takes longer than most commands.
        config.setMinimumIdle(1);
        if (address.isH2()) {
            // H2's check constraints fail once the connection that made them is closed: never retire it.
            config.setIdleTimeout(0);
            config.setMaxLifetime(0);
        } else {
            config.addDataSourceProperty("ApplicationName", "service-ping-state");
            config.setConnectionInitSql(POSTGRESQL_LOCK_TIMEOUT);
        }
        return config;
    }

    private static StateUnavailableException problem(Throwable cause, boolean h2) {
        String state = state(cause);
        if (state.equals(H2_FILE_IN_USE)) {
            return inUse(cause);
        } else if (state.startsWith("28")) {
            return new StateUnavailableException(
                    Obstacle.REFUSED,
                    "The state database refuses our user name or password: " + firstLine(cause)
                            + ". Check service-ping.state (url, username, password-file).",
                    cause);
        } else if (StateFailures.isFailedWrite(cause)) {
            return StateFailures.behind(cause).orElseThrow();
        } else if (DAMAGED.contains(state) || (h2 && isOfAStatement(state))) {
            return damaged(firstLine(cause), cause);
        }
        return new StateUnavailableException(
                Obstacle.UNREACHABLE,
                "The state database cannot be reached: " + firstLine(cause) + ". Check service-ping.state.url.",
                cause);
    }

    private static StateUnavailableException inUse(@Nullable Throwable cause) {
        return new StateUnavailableException(
                Obstacle.BUSY, "The state database is in use by another process; try again later.", cause);
    }

    private static StateUnavailableException damaged(String how, @Nullable Throwable cause) {
        return new StateUnavailableException(
                Obstacle.UNUSABLE,
                "The state database is damaged or cannot be read: " + how
                        + ". Nothing was changed; restore it from a backup, or move it away to start afresh.",
                cause);
    }

    /** The SQL state of the first SQLException in the chain of causes. Empty: none. */
    private static String state(Throwable e) {
        Throwable cause = e;
        while (cause != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
    }

    private static boolean isOfAStatement(String state) {
        return OF_A_STATEMENT.contains(state.substring(0, Math.min(2, state.length())));
    }

    static boolean isDamage(Throwable e) {
        return DAMAGED.contains(state(e));
    }

    /** The failure and, if different, its original cause: for example a full disk behind a closed database. */
    static String withItsOrigin(Throwable e) {
        String what = firstLine(e);
        String origin = firstLine(NestedExceptionUtils.getMostSpecificCause(e));
        return what.contains(origin) ? what : what + ": " + origin;
    }

    static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("").replaceFirst("(; SQL statement:)?[.\\s]*$", "");
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
