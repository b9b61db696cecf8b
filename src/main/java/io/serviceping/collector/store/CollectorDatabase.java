package io.serviceping.collector.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The collector's tables, in H2 or PostgreSQL. */
public final class CollectorDatabase implements AutoCloseable {
    private static final String HISTORY = "collector_schema";
    /** After that the sender is told to try again later. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(1500);
    /** A connection that was idle is used only if its server answers within this time. */
    private static final Duration LONGEST_CHECK = Duration.ofMillis(500);
    /** Of a statement while its server answers others. The sender waits for 30 seconds. */
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(10);

    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(400);

    private static final Duration BETWEEN_FORCES = Duration.ofSeconds(1);

    private final HikariDataSource pool;
    private final GroupCommit barrier;
    private final WatchedServer server;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "collector-store");
        thread.setDaemon(true);
        return thread;
    });

    private CollectorDatabase(HikariDataSource pool, GroupCommit barrier, WatchedServer server) {
        this.pool = pool;
        this.barrier = barrier;
        this.server = server;
    }

    /**
     * Forces the file regularly, because H2 compacts it in the background and must not reuse freed space before the
     * copies are on the disk.
     */
    private void forceRegularly() {
        var unused = timer.scheduleWithFixedDelay(
                barrier::await, BETWEEN_FORCES.toMillis(), BETWEEN_FORCES.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** While a connection is used. An unused one is checked before its use. */
    private void watchRegularly() {
        server.check();
        var unused = timer.scheduleWithFixedDelay(
                () -> {
                    if (pool.getHikariPoolMXBean().getActiveConnections() > 0) {
                        server.check();
                    }
                },
                BETWEEN_CHECKS.toMillis(),
                BETWEEN_CHECKS.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Opens the database and creates missing tables.
     *
     * @throws StoreUnavailableException if the database cannot be opened
     */
    public static CollectorDatabase open(Storage storage, int connections) {
        try {
            return migrated(storage, connections);
        } catch (RuntimeException e) {
            throw new StoreUnavailableException(storage, e);
        }
    }

    private static CollectorDatabase migrated(Storage storage, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("collector");
        config.setMaximumPoolSize(connections);
        // At least one: when the last connection closes, H2 closes the file, and another process could open it.
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LONGEST_WAIT.toMillis());
        config.setValidationTimeout(LONGEST_CHECK.toMillis());
        WatchedServer server = new WatchedServer(storage, LONGEST_STATEMENT);
        if (storage.isH2()) {
            config.setJdbcUrl(storage.url());
            config.setUsername(storage.username());
            config.setPassword(storage.password());
        } else {
            config.setDataSource(server);
        }
        HikariDataSource pool = new HikariDataSource(config);
        try {
            Flyway.configure()
                    // Not the pool: a migration may take longer than the longest silence.
                    .dataSource(storage.url(), storage.username(), storage.password())
                    .locations("classpath:sql/collector/" + (storage.isH2() ? "h2" : "postgresql"))
                    .table(HISTORY)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        CollectorDatabase database = new CollectorDatabase(pool, barrier(storage, pool), server);
        if (storage.isH2()) {
            database.forceRegularly();
        } else {
            database.watchRegularly();
        }
        return database;
    }

    /**
     * H2 gives a commit to the operating system without forcing it to the disk. PostgreSQL's own settings decide for
     * PostgreSQL.
     */
    private static GroupCommit barrier(Storage storage, HikariDataSource pool) {
        JdbcClient jdbc = JdbcClient.create(pool);
        return new GroupCommit(
                storage.isH2() ? () -> jdbc.sql("checkpoint sync").update() : () -> {});
    }

    public GroupCommit barrier() {
        return barrier;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(pool);
    }

    @Override
    public void close() {
        timer.shutdown();
        pool.close();
        server.close();
    }
}
