package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serviceping.testing.SmallDisk;
import io.serviceping.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Writes fail. The causes are the operating system's size limit for a process's files, and the device that is always
 * full. The program sees the errors of a full disk.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
    private static final String EARLIER = "2020-W10";

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase stateKind) {
        Installation installation = Installation.on(TestDatabase.H2, stateKind, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        assertThat(installation.run("run", "--no-submit", "--period", EARLIER).exitCode())
                .isZero();
        return installation;
    }

    @Test
    void losesNothingWhenTheStateFileCannotGrowAndGoesOnWhenItCan() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        Path file = installation.home().resolve("state/service-ping.mv.db");
        String digest = digest(installation);
        List<Integer> codes = new ArrayList<>();
        for (int room : List.of(0, 4, 12, 32)) {
            CommandResult result = runWith("ulimit -f " + (Files.size(file) / 1024 + room), installation, "");
            codes.add(result.exitCode());

            assertThat(result.exitCode()).as(result.toString()).isIn(0, 75);
            if (result.exitCode() == 75) {
                assertThat(result.errLines())
                        .as(result.err())
                        .singleElement()
                        .asString()
                        .startsWith("The state database ")
                        .contains("File too large");
            }
            assertThat(digest(installation)).isEqualTo(digest);
        }
        assertThat(codes).contains(75);

        CommandResult result = runWith(":", installation, "");

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(endpoint.pings()).hasSize(2);
    }

    private static String digest(Installation installation) {
        return installation
                .state()
                .sql("select digest from outbox_ping where period = '" + EARLIER + "'")
                .query(String.class)
                .single();
    }

    /** On a file system of its own, which only a superuser can create. */
    @Test
    void losesNothingWhenTheDiskOfTheStatesServerIsFullAndGoesOnWhenItIsNot() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 96);
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setDataDirectory(disk.path().resolve("data"))
                        .setServerConfig("fsync", "off")
                        .start()) {
            TestDatabase.Url state = new TestDatabase.Url(
                    "jdbc:postgresql://localhost:" + server.getPort() + "/postgres", "postgres", "any");
            Installation installation = Installation.on(TestDatabase.H2, state, folder)
                    .withUsualMetrics()
                    .sendingTo(endpoint);
            assertThat(installation
                            .run("run", "--no-submit", "--period", EARLIER)
                            .exitCode())
                    .isZero();
            String digest = digest(installation);
            // Fills the free space in the server's tables and log first.
            state.execute("create table filler (text varchar)");
            disk.fill();
            assertThatThrownBy(() -> state.execute(
                            "insert into filler select repeat('x', 1000) from generate_series(1, 100000)"))
                    .hasMessageContaining("No space left on device");

            List<CommandResult> full = new ArrayList<>();
            for (int week = 0; week < 40 && full.isEmpty(); week++) {
                CommandResult result = installation.run("run", "--no-submit");
                if (result.exitCode() != 0) {
                    full.add(result);
                }
                installation.advance(Duration.ofDays(7));
            }
            assertThat(full).singleElement().satisfies(result -> {
                assertThat(result.exitCode()).as(result.toString()).isEqualTo(75);
                assertThat(result.errLines())
                        .as(result.err())
                        .singleElement()
                        .asString()
                        .startsWith("The state database ");
            });
            disk.free();
            Await.until("the server has recovered", () -> digest.equals(digest(installation)));
            CommandResult result = installation.run("run");

            assertThat(result.exitCode()).as(result.toString()).isZero();
            assertThat(installation.count("outbox_ping where state <> 'delivered'"))
                    .isZero();
            assertThat(endpoint.pings()).hasSize((int) installation.count("outbox_ping"));
        }
    }

    @Test
    void losesNothingWhenTheFilesForPeopleCannotBeWritten() throws Exception {
        Installation installation = installation(TestDatabase.POSTGRESQL);

        CommandResult full = runWith("ulimit -f 0", installation, "");
        CommandResult result = runWith(":", installation, "");

        assertThat(full.exitCode()).as(full.toString()).isEqualTo(75);
        assertThat(full.errLines()).as(full.err()).hasSize(1);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(endpoint.pings()).hasSize(2);
        try (var files = Files.list(installation.home().resolve("state/pings"))) {
            assertThat(files).hasSize(2).allMatch(one -> one.toString().endsWith(".json"));
        }
    }

    @Test
    void isSwitchedOffOnAFullDisk() throws Exception {
        Installation installation = installation(TestDatabase.H2);

        CommandResult off = commandWith("ulimit -f 0", installation, List.of("opt-out", "--reason", "legal"));

        assertThat(off.exitCode()).as(off.toString()).isZero();
        assertThat(off.outLines())
                .singleElement()
                .asString()
                .startsWith("Service Ping is off: switched off by the flag ")
                .endsWith("which is empty");
        assertThat(installation.run("submit").out()).startsWith("Service Ping is off");
        assertThat(endpoint.received()).isEmpty();
        installation.run("opt-out", "--reason", "legal");
        assertThat(installation.run("submit").out()).contains("(legal)");
    }

    @Test
    void deliversWhenNeitherItsWordsNorItsLogCanBeWritten() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
        Installation installation = installation(TestDatabase.H2);

        CommandResult result = runWith("exec >/dev/full 2>/dev/full", installation, "--verbose");

        assertThat(result.exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "exec >/dev/full,No space left on device,status",
        "exec >/dev/full,No space left on device,preview",
        "exec >&-,Bad file descriptor,plan --json"
    })
    void saysThatItsResultIsLost(String preparation, String reason, String command) throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
        Installation installation = installation(TestDatabase.H2);

        CommandResult result = commandWith(preparation, installation, List.of(command.split(" ")));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(75);
        assertThat(result.errLines())
                .as(result.err())
                .last()
                .asString()
                .isEqualTo("What was printed on standard output is not complete: " + reason + ".");
    }

    @Test
    void keepsTheCodeOfACommandThatHasFailed() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
        Installation installation = installation(TestDatabase.H2).set("product.version", "");

        CommandResult result = commandWith("exec >/dev/full", installation, List.of("config"));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(78);
        assertThat(result.errLines()).last().asString().contains("is not complete");
    }

    @Test
    void isSilentWhenTheReaderOfAPipeHasEnoughOfIt() throws Exception {
        Installation installation = installation(TestDatabase.H2);

        // The pipe has no reader when the program begins.
        CommandResult result = commandWith("exec > >(exec true); wait $!", installation, List.of("status"));

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
    }

    /** Runs the program in a process of its own that a shell prepares. */
    private CommandResult runWith(String preparation, Installation installation, String option) throws Exception {
        return commandWith(preparation, installation, option.isEmpty() ? List.of("run") : List.of("run", option));
    }

    private CommandResult commandWith(String preparation, Installation installation, List<String> arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                preparation + "; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                ServicePing.class.getName(),
                "--home",
                installation.home().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SERVICE_PING_") || name.equals("DO_NOT_TRACK"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandResult(process.waitFor(), said, said);
    }
}
