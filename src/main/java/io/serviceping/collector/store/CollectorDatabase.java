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
    /** Of which Flyway takes one for its lock. */
    private static final int FEWEST_CONNECTIONS = 2;
    /** Then the sender is told to come again. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(1500);

    private static final Duration BETWEEN_FORCES = Duration.ofSeconds(1);

    private final HikariDataSource pool;
    private final GroupCommit barrier;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "collector-disk");
        thread.setDaemon(true);
        return thread;
    });

    private CollectorDatabase(HikariDataSource pool, GroupCommit barrier) {
        this.pool = pool;
        this.barrier = barrier;
    }

    /** What H2 writes by itself, when it tidies its file up, is forced before the space it freed is used again. */
    private void forceRegularly() {
        var unused = timer.scheduleWithFixedDelay(
                barrier::await, BETWEEN_FORCES.toMillis(), BETWEEN_FORCES.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Opens it and makes the tables it lacks; fails with a runtime exception where it cannot be had. */
    public static CollectorDatabase open(Storage storage, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("collector");
        config.setJdbcUrl(storage.url());
        config.setUsername(storage.username());
        config.setPassword(storage.password());
        config.setMaximumPoolSize(Math.max(FEWEST_CONNECTIONS, connections));
        // Never none: H2 closes the file, and lets others open it, when its last connection goes.
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LONGEST_WAIT.toMillis());
        HikariDataSource pool = new HikariDataSource(config);
        try {
            Flyway.configure()
                    .dataSource(pool)
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
        CollectorDatabase database = new CollectorDatabase(pool, barrier(storage, pool));
        if (storage.isH2()) {
            database.forceRegularly();
        }
        return database;
    }

    /** H2 hands a commit to the operating system and leaves it there; PostgreSQL's own settings decide for PostgreSQL. */
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
    }
}
