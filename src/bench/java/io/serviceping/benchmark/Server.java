package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The PostgreSQL that is measured: one of the benchmark's own, whose data stay while it is started again with other
 * settings, or one that is there already.
 */
final class Server implements AutoCloseable {
    private final Optional<EmbeddedPostgres> embedded;
    private final String url;

    private Server(Optional<EmbeddedPostgres> embedded, String url) {
        this.embedded = embedded;
        this.url = url;
    }

    /**
     * @param url of a database, user and password in it; then the settings are that server's own
     * @param megabytes of shared buffers
     */
    static Server start(Optional<String> url, Path data, long megabytes) throws IOException {
        if (url.isPresent()) {
            return new Server(Optional.empty(), url.get());
        }
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
        settings(megabytes).forEach(builder::setServerConfig);
        EmbeddedPostgres server = builder.start();
        return new Server(Optional.of(server), urlOf(server));
    }

    private static String urlOf(EmbeddedPostgres server) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres&password=postgres";
    }

    /** The same with PostgreSQL's defaults: a commit is on disk before it is told. */
    static Server durable(Optional<String> url, Path data) throws IOException {
        if (url.isPresent()) {
            return new Server(Optional.empty(), url.get());
        }
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        return new Server(Optional.of(server), urlOf(server));
    }

    /** Without other processes that work at the same time; everything else is PostgreSQL's default. */
    private static Map<String, String> settings(long megabytes) {
        return new TreeMap<>(Map.of(
                "shared_buffers", megabytes + "MB",
                "max_parallel_workers_per_gather", "0",
                "jit", "off",
                "fsync", "off",
                "autovacuum", "off",
                "max_wal_size", "8GB",
                "shared_preload_libraries", "pg_stat_statements",
                "pg_stat_statements.track", "none"));
    }

    boolean isOurs() {
        return embedded.isPresent();
    }

    TestDatabase.Url database(String name) {
        String query = url.contains("?") ? url.substring(url.indexOf('?') + 1) : "";
        String server = url.substring(0, url.lastIndexOf('/', url.contains("?") ? url.indexOf('?') : url.length()));
        return new TestDatabase.Url(server + "/" + name, parameter(query, "user"), parameter(query, "password"));
    }

    /** The database that is there from the beginning. */
    TestDatabase.Url admin() {
        String path = url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
        return database(path.substring(path.lastIndexOf('/') + 1));
    }

    private static String parameter(String query, String name) {
        for (String part : query.split("&", -1)) {
            if (part.startsWith(name + "=")) {
                return part.substring(name.length() + 1);
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        if (embedded.isPresent()) {
            embedded.get().close();
        }
    }
}
