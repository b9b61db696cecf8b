package io.serviceping.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real pgbouncer in front of a PostgreSQL database, in transaction mode, with a pool of a few sessions that it uses
 * in turn.
 */
public final class Pooler implements AutoCloseable {
    private static final long START_NANOS = 60_000_000_000L;

    private final Process process;
    private final TestDatabase.Url url;
    private final int sessions;

    private Pooler(Process process, TestDatabase.Url url, int sessions) {
        this.process = process;
        this.url = url;
        this.sessions = sessions;
    }

    /** Skips the test if pgbouncer is not installed. */
    public static Pooler before(TestDatabase.Url server, int sessions) {
        Optional<Path> program = Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(program.isPresent(), "pgbouncer is not installed: nothing is tested behind a pooler");
        URI address = URI.create(server.jdbc().substring("jdbc:".length()));
        try {
            int port = freePort();
            Process process = start(program.get(), address, server, port, sessions);
            Pooler pooler = new Pooler(
                    process,
                    new TestDatabase.Url(
                            "jdbc:postgresql://127.0.0.1:" + port + address.getPath(),
                            server.username(),
                            server.password()),
                    sessions);
            pooler.awaitStart();
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(Path program, URI address, TestDatabase.Url server, int port, int sessions)
            throws IOException {
        Path folder = Files.createTempDirectory("service-ping-pooler-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path users = folder.resolve("users.txt");
        Files.writeString(users, "\"" + server.username() + "\" \"" + server.password() + "\"\n");
        Path settings = folder.resolve("pgbouncer.ini");
        Files.writeString(settings, """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = 200
                server_round_robin = 1
                """.formatted(address.getPort(), port, users, sessions));
        for (Path file : List.of(users, settings)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // pgbouncer refuses to run as root.
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of(program.toString(), "-q", settings.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() {
        long end = System.nanoTime() + START_NANOS;
        while (true) {
            try (Connection connection = url.connect()) {
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    process.destroy();
                    throw new IllegalStateException("pgbouncer does not start", e);
                }
                Thread.onSpinWait();
            }
        }
    }

    /** The answer of each of the server's sessions, read in simultaneous transactions. */
    public List<String> ofEverySession(String sql) throws SQLException {
        List<String> answers = new ArrayList<>();
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < sessions; i++) {
                Connection connection = url.connect();
                all.add(connection);
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement();
                        ResultSet answer = statement.executeQuery(sql)) {
                    answer.next();
                    answers.add(answer.getString(1));
                }
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
        return answers;
    }

    public TestDatabase.Url url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
