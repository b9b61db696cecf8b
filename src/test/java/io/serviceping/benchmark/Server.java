package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL of the benchmark's own, whose data stay while it is started anew with other settings. */
final class Server implements AutoCloseable {
    private final EmbeddedPostgres running;

    private Server(EmbeddedPostgres running) {
        this.running = running;
    }

    static Server start(Path data, String sharedBuffers) throws IOException {
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
        settings(sharedBuffers).forEach(builder::setServerConfig);
        return new Server(builder.start());
    }

    static Map<String, String> settings(String sharedBuffers) {
        return Map.of(
                "shared_buffers", sharedBuffers,
                "max_parallel_workers_per_gather", "0",
                "jit", "off",
                "fsync", "off",
                "autovacuum", "off",
                "max_wal_size", "8GB",
                "shared_preload_libraries", "pg_stat_statements",
                "pg_stat_statements.track", "none");
    }

    TestDatabase.Url database(String name) {
        return new TestDatabase.Url(
                "jdbc:postgresql://localhost:" + running.getPort() + "/" + name, "postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        running.close();
    }
}
