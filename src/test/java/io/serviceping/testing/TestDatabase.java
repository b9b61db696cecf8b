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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * The two databases that every behaviour is tested on. {@link #create} makes an empty database, which lasts until the
 * test class ends ({@link DatabaseCleanup}). The PostgreSQL server is a real one, started once per test JVM. Its time
 * zone differs from the JVM's, which the build sets to St. John's.
 */
public enum TestDatabase {
    H2 {
        @Override
        public Url create() {
            Path folder = folder("h2-");
            H2_FOLDERS.add(folder);
            return new Url("jdbc:h2:file:" + folder.resolve("db") + ";DB_CLOSE_DELAY=0", "sa", "");
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

    public abstract Url create();

    /** A database that lasts until the test JVM ends, for several test classes. */
    public Url createShared() {
        Url url = create();
        POSTGRESQL_NAMES.removeIf(name -> url.jdbc().endsWith("/" + name));
        H2_FOLDERS.removeIf(folder -> url.jdbc().contains(folder.toString()));
        return url;
    }

    /** Drops all databases created since the last call, and ends their sessions. */
    static void dropAll() {
        for (String name = POSTGRESQL_NAMES.poll(); name != null; name = POSTGRESQL_NAMES.poll()) {
            Server.execute("drop database if exists " + name + " with (force)");
        }
        for (Path folder = H2_FOLDERS.poll(); folder != null; folder = H2_FOLDERS.poll()) {
            FileSystemUtils.deleteRecursively(folder.toFile());
        }
    }

    /** A new folder below the build folder, so that {@code clean} also removes what a killed build left. */
    public static Path folder(String prefix) {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target", "databases").toAbsolutePath()), prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public record Url(String jdbc, String username, String password) {
        public DataSource dataSource() {
            return new DriverManagerDataSource(jdbc, username, password);
        }

        public Connection connect() throws SQLException {
            return DriverManager.getConnection(jdbc, username, password);
        }

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

        /**
         * Ends sessions of PostgreSQL and waits until they are gone.
         *
         * @param pids where their process numbers are: {@code pg_locks where …}
         */
        public void endSessions(String pids) {
            JdbcClient client = JdbcClient.create(dataSource());
            List<Integer> all = client.sql("select distinct pid from " + pids + " and pid <> pg_backend_pid()")
                    .query(Integer.class)
                    .list();
            for (int pid : all) {
                execute("select pg_terminate_backend(" + pid + ")");
                while (client.sql("select count(*) from pg_stat_activity where pid = ?")
                                .param(pid)
                                .query(Integer.class)
                                .single()
                        > 0) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                // Deleting thousands of files at the end delayed the JVM. The build cleans its folder.
                return PostgresVersion.usual()
                        .setDataDirectory(folder("postgresql-"))
                        .setServerConfig("timezone", "Asia/Kathmandu")
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
