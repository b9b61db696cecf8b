package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.PasswordUser;
import io.serviceping.testing.TestDatabase;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a collector cannot start on its PostgreSQL: its message and its exit code. */
class CollectorStartTest {
    private static final int TRY_LATER = 75;
    private static final int NO_PERMISSION = 77;
    private static final int CONFIGURATION = 78;

    @TempDir
    Path folder;

    private TestDatabase.Url database;

    @BeforeEach
    void makeADatabase() {
        database = TestDatabase.POSTGRESQL.create();
    }

    @Test
    void saysThatThereIsNoSuchDatabase() {
        String url = database.jdbc().replaceFirst("/[^/?]+(\\?.*)?$", "/nowhere");

        assertRefused(
                start(url, database.username()),
                CONFIGURATION,
                "Cannot keep pings in " + url + " as " + database.username()
                        + ": there is no such database. Check --url.",
                "(FATAL: database \"nowhere\" does not exist)");
    }

    @Test
    void saysThatTheNameOfTheHostIsNotKnown() {
        assertRefused(
                start("jdbc:postgresql://no-such-host.invalid/pings", "pings"),
                CONFIGURATION,
                "there is no such database. Check --url.",
                "(the name of the host no-such-host.invalid is not known)");
    }

    @Test
    void saysThatTheServerDoesNotAnswer() {
        assertRefused(
                start("jdbc:postgresql://127.0.0.1:1/pings", "pings"),
                TRY_LATER,
                "the database does not answer. Start it, or check --url.",
                "(Connection refused)");
    }

    @Test
    void saysThatTheDatabaseRefusesTheUser() throws Exception {
        Path wrong = Files.writeString(folder.resolve("password"), "wrong");
        String user = PasswordUser.in(database).username();

        assertRefused(
                start(database.jdbc(), user, "--password-file", wrong.toString()),
                NO_PERMISSION,
                "the database refuses the user. Check --username and --password-file",
                "(FATAL: password authentication failed for user \"" + user + "\")");
    }

    @Test
    void saysThatAnotherCollectorHasTheFile() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (FileChannel file = FileChannel.open(
                        data.resolve("collector.mv.db"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertThat(lock.isValid()).isTrue();

            CommandResult result =
                    Installation.on(TestDatabase.H2, folder).run("collector", "--port", "0", "--data", data.toString());

            assertThat(result.err()).contains("another collector has it open. End that one, or name another folder");
            assertThat(result.exitCode()).isEqualTo(TRY_LATER);
        }
    }

    @Test
    void saysThatH2RefusesTheUser() {
        TestDatabase.Url h2 = TestDatabase.H2.create().execute("select 1");

        assertRefused(start(h2.jdbc(), "stranger"), NO_PERMISSION, "the database refuses the user.", "Wrong user name");
    }

    private CommandResult start(String url, String username, String... more) {
        List<String> usual = List.of("collector", "--port", "0", "--url", url, "--username", username);
        return Installation.on(TestDatabase.H2, folder)
                .run(Stream.concat(usual.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private static void assertRefused(CommandResult result, int exitCode, String what, String reason) {
        assertThat(result.err()).contains(what).contains(reason).doesNotContain("collector have it open");
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }
}
