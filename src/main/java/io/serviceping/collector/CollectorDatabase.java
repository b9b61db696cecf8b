package io.serviceping.collector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The collector's tables, in H2 or PostgreSQL. */
final class CollectorDatabase implements AutoCloseable {
    private static final String HISTORY = "collector_schema";
    /** Of which Flyway takes one for its lock. */
    private static final int FEWEST_CONNECTIONS = 2;

    private final HikariDataSource pool;
    private final DiskBarrier barrier;

    private CollectorDatabase(HikariDataSource pool, DiskBarrier barrier) {
        this.pool = pool;
        this.barrier = barrier;
    }

    /** Opens it and makes the tables it lacks; fails with a runtime exception where it cannot be had. */
    static CollectorDatabase open(Storage storage, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("collector");
        config.setJdbcUrl(storage.url());
        config.setUsername(storage.username());
        config.setPassword(storage.password());
        config.setMaximumPoolSize(Math.max(FEWEST_CONNECTIONS, connections));
        // Never none: H2 closes the file, and lets others open it, when its last connection goes.
        config.setMinimumIdle(1);
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
        return new CollectorDatabase(pool, barrier(storage, pool));
    }

    /** H2 hands a commit to the operating system and leaves it there; PostgreSQL's own settings decide for PostgreSQL. */
    private static DiskBarrier barrier(Storage storage, HikariDataSource pool) {
        JdbcClient jdbc = JdbcClient.create(pool);
        return new DiskBarrier(
                storage.isH2() ? () -> jdbc.sql("checkpoint sync").update() : () -> {});
    }

    DiskBarrier barrier() {
        return barrier;
    }

    JdbcClient jdbc() {
        return JdbcClient.create(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
