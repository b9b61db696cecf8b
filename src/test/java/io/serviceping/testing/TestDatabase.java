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
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The two databases every behaviour is tested on. {@link #create} makes a fresh, empty database; the PostgreSQL server
 * is a real one, started once per test JVM, in a time zone unlike the JVM's (which the build sets to St. John's).
 */
public enum TestDatabase {
    H2 {
        @Override
        public Url create() {
            try {
                Path folder = Files.createTempDirectory("service-ping-h2-");
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
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return new Url("jdbc:postgresql://localhost:" + server.getPort() + "/" + name, "postgres", "postgres");
        }
    };

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** A fresh, empty database. */
    public abstract Url create();

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
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "Asia/Kathmandu")
                        .setServerConfig("fsync", "off")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
