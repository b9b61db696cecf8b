package io.serviceping.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * The two databases every behaviour is tested on. {@link #create} makes a fresh, empty database, which lasts until the
 * test class ends ({@link DatabaseCleanup}); the PostgreSQL server is a real one, started once per test JVM, in a time
 * zone unlike the JVM's (which the build sets to St. John's).
 */
public enum TestDatabase {
    H2 {
        @Override
        public Url create() {
            try {
                Path folder = Files.createTempDirectory(folder(), "h2-");
                H2_FOLDERS.add(folder);
                return new Url("jdbc:h2:file:" + folder.resolve("db") + ";DB_CLOSE_DELAY=0", "sa", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    POSTGRESQL {
        @Override
        public Url create() {
            String name = "test_" + NUMBER.incrementAndGet();
            EmbeddedPostgres server = Server.RUNNING;
            Server.execute("create database " + name);
            POSTGRESQL_NAMES.add(name);
            return new Url("jdbc:postgresql://localhost:" + server.getPort() + "/" + name, "postgres", "postgres");
        }
    };

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Queue<String> POSTGRESQL_NAMES = new ConcurrentLinkedQueue<>();
    private static final Queue<Path> H2_FOLDERS = new ConcurrentLinkedQueue<>();

    /** A fresh, empty database. */
    public abstract Url create();

    /** The same for what several test classes share: one that lasts until the test JVM ends. */
    public Url createShared() {
        Url url = create();
        POSTGRESQL_NAMES.removeIf(name -> url.jdbc().endsWith("/" + name));
        H2_FOLDERS.removeIf(folder -> url.jdbc().contains(folder.toString()));
        return url;
    }

    /** Removes every database that was made since the last time, with whoever is still connected. */
    static void dropAll() {
        for (String name = POSTGRESQL_NAMES.poll(); name != null; name = POSTGRESQL_NAMES.poll()) {
            Server.execute("drop database if exists " + name + " with (force)");
        }
        for (Path folder = H2_FOLDERS.poll(); folder != null; folder = H2_FOLDERS.poll()) {
            FileSystemUtils.deleteRecursively(folder.toFile());
        }
    }

    /** Below the build's own folder, so that {@code clean} removes what a killed build leaves. */
    private static Path folder() throws IOException {
        return Files.createDirectories(Path.of("target", "databases").toAbsolutePath());
    }

    /** How to reach a database. */
    public record Url(String jdbc, String username, String password) {
        public DataSource dataSource() {
            return new DriverManagerDataSource(jdbc, username, password);
        }

        public Connection connect() throws SQLException {
            return DriverManager.getConnection(jdbc, username, password);
        }

        /** Runs the statements one by one. */
        public Url execute(String... statements) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                return this;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                // Deleting thousands of files at the end kept the JVM waiting; the build's folder is cleaned by the
                // build.
                return EmbeddedPostgres.builder()
                        .setDataDirectory(Files.createTempDirectory(folder(), "postgresql-"))
                        .setCleanDataDirectory(false)
                        .setServerConfig("timezone", "Asia/Kathmandu")
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static void execute(String sql) {
            try (Connection connection = RUNNING.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
