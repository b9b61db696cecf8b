package io.serviceping.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A real PostgreSQL server with a hot standby that streams from it; not shared with other tests. */
public final class ReplicatedServer implements AutoCloseable {
    /** Files that belong to the primary only; the standby gets the WAL by streaming. */
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

    private final EmbeddedPostgres primary;
    private final EmbeddedPostgres standby;
    private final Path log;

    private ReplicatedServer(EmbeddedPostgres primary, EmbeddedPostgres standby, Path log) {
        this.primary = primary;
        this.standby = standby;
        this.log = log;
    }

    /**
     * Starts a server with a standby.
     *
     * @param folder for the data of both servers
     * @param beforehand statements that run on the primary before it is copied
     */
    public static ReplicatedServer start(Path folder, String... beforehand) throws IOException, SQLException {
        Path data = folder.resolve("primary");
        Path copy = folder.resolve("standby");
        EmbeddedPostgres primary = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("fsync", "off")
                .start();
        url(primary).execute(beforehand);
        backUp(primary, data, copy);
        Files.writeString(copy.resolve("standby.signal"), "");
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=localhost user=postgres port=" + primary.getPort() + "'\n"
                        + "primary_slot_name = 'standby'\n"
                        // Ends a statement at once if it delays replay.
                        + "max_standby_streaming_delay = 0\n"
                        + "hot_standby_feedback = off\n"
                        + "log_line_prefix = ''\n");
        Path log = folder.resolve("standby.log");
        EmbeddedPostgres standby = EmbeddedPostgres.builder()
                .setDataDirectory(copy)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "off")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ReplicatedServer(primary, standby, log);
    }

    /** Copies like pg_basebackup. The replication slot keeps the WAL that the copy lacks. */
    private static void backUp(EmbeddedPostgres primary, Path data, Path copy) throws IOException, SQLException {
        try (Connection connection = url(primary).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_create_physical_replication_slot('standby', true)");
            statement.execute("select pg_backup_start('standby', true)");
            copy(data, copy);
            try (ResultSet stopped = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                stopped.next();
                Files.writeString(copy.resolve("backup_label"), stopped.getString(1));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(folder).toString());
                Files.createDirectories(target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(folder));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(file);
                boolean isLog = relative.getNameCount() == 2 && relative.startsWith("pg_wal");
                if (!isLog && !LEFT_OUT.contains(relative.toString())) {
                    Files.copy(file, to.resolve(relative.toString()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static TestDatabase.Url url(EmbeddedPostgres server) {
        return new TestDatabase.Url("jdbc:postgresql://localhost:" + server.getPort() + "/postgres", "postgres", "any");
    }

    public TestDatabase.Url primary() {
        return url(primary);
    }

    public TestDatabase.Url standby() {
        return url(standby);
    }

    public void endStandby() throws IOException {
        standby.close();
    }

    /** The primary is lost; the standby takes its place. */
    public void failOver() throws IOException {
        primary.close();
        standby().execute("select pg_promote()");
    }

    /** The log entries of statements that the standby has cancelled to replay a change. */
    public List<String> conflicts() throws IOException {
        return Pattern.compile("^(?=ERROR:|FATAL:|LOG:|WARNING:)", Pattern.MULTILINE)
                .splitAsStream(Files.readString(log))
                .filter(entry -> entry.contains("due to conflict with recovery"))
                .toList();
    }

    /** Waits until the standby has replayed everything. */
    public void awaitStreaming() {
        await(primary(), "exists (select 1 from pg_stat_replication where replay_lsn = pg_current_wal_lsn())");
    }

    /** Makes the standby receive three million bytes of WAL without replaying them. */
    public void fallBehind() {
        standby().execute("select pg_wal_replay_pause()");
        await(standby(), "pg_get_wal_replay_pause_state() = 'paused'");
        primary().execute("select pg_logical_emit_message(false, 'test', repeat('x', 3000000))");
        await(standby(), "pg_last_wal_receive_lsn() - pg_last_wal_replay_lsn() >= 3000000");
    }

    public void catchUp() {
        standby().execute("select pg_wal_replay_resume()");
    }

    private static void await(TestDatabase.Url url, String condition) {
        boolean holds = false;
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement()) {
            while (!holds) {
                try (ResultSet answer = statement.executeQuery("select " + condition)) {
                    answer.next();
                    holds = answer.getBoolean(1);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            standby.close();
            primary.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
