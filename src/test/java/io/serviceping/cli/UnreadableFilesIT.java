package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be read for lack of permission ends with 77, whatever the file. The program is not root, who may read all. */
class UnreadableFilesIT {
    @TempDir
    private Path folder;

    private Installation installation;

    @Test
    void saysThatTheDiskOfTheStateCanOnlyBeRead() throws Exception {
        assumeTrue(ProgramRun.canMount(), "this user may not mount");
        installation.run("run", "--no-submit");
        forNobodyBut(Optional.empty());

        for (String command : List.of(
                "status",
                "doctor",
                "status --check",
                "run --no-submit",
                "submit",
                "opt-out",
                "redrive",
                "new-instance")) {
            CommandResult result = readOnly(command.split(" "));

            assertThat(result.out() + result.err())
                    .contains("Its file system can only be read: mount it for writing, or name a folder elsewhere.")
                    .doesNotContain("chmod", "state.username");
            assertThat(result.exitCode()).as(command).isIn(77, command.equals("doctor") ? 78 : 3);
        }
    }

    private CommandResult readOnly(String... command) {
        List<String> arguments = Stream.concat(
                        Stream.of("--home", installation.home().toString()), Arrays.stream(command))
                .toList();
        try (ProgramRun program = ProgramRun.startReadOnly(
                installation.home().resolve("state"), installation.home(), arguments, Map.of())) {
            return program.end();
        }
    }

    @BeforeEach
    void install() throws IOException {
        installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("endpoint.url", "http://127.0.0.1:1/pings")
                .metric("counts.apart", "", "sql_file: apart.sql")
                .write("sql/metrics/apart.sql", "select count(*) from issues")
                .write("config/events/.keep", "")
                .write("config/secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .write("state/.keep", "");
        installation.write(
                "config/metrics/counts.apart.yml",
                Files.readString(installation.home().resolve("config/metrics/counts.apart.yml"))
                        .replaceFirst("(?m)^sql: .*\\n", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            config/application.yml            | run
            config/application.yml            | status
            config/application.yml            | validate
            config                            | run
            config/metrics                    | run
            config/metrics                    | validate
            config/metrics/counts.issues.yml  | run
            config/metrics/counts.issues.yml  | validate
            sql/metrics/apart.sql             | run
            config/events                     | run
            state                             | run
            state                             | status
            state                             | runs
            config/secret                     | submit --service-ping.endpoint.token-file=config/secret
            config/secret                     | validate --service-ping.endpoint.signing-key-file=config/secret
            config/secret                     | run --service-ping.endpoint.trust-store=config/secret
            config/secret                     | run --service-ping.databases.main.password= --service-ping.databases.main.password-file=config/secret
            config/secret                     | import-receipt config/secret
            config/secret                     | collector --port 0 --token-file config/secret
            config/secret                     | collector --port 0 --signing-key-file config/secret
            config/secret                     | check-endpoint http://127.0.0.1:1/ --token-file config/secret
            """)
    void endsWith77AndSaysWhichFileAndWhatToDo(String file, String command) throws Exception {
        Path unreadable = installation.home().resolve(file);
        forNobodyBut(Optional.of(unreadable));

        CommandResult result = installation.runProgramUnprivileged(command.split(" "));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(77);
        assertThat(result.err())
                .contains(unreadable.getFileName().toString())
                .contains("chmod u+")
                .doesNotContain("Exception");
    }

    /** All files belong to the user of the program, who has no permissions for this one. */
    private void forNobodyBut(Optional<Path> unreadable) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.forEach(all::add);
        }
        for (Path file : all) {
            ProgramRun.giveToUnprivileged(file);
        }
        if (unreadable.isPresent()) {
            Files.setPosixFilePermissions(unreadable.get(), PosixFilePermissions.fromString("---------"));
        }
    }
}
