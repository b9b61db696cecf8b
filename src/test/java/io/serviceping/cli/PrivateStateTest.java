package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serviceping.testing.SmallDisk;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the program's user can read and write its files, whatever the test's umask is (usually 022). */
@DisabledOnOs(OS.WINDOWS)
class PrivateStateTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsAllOfTheStateForItsOwner(TestDatabase kind) throws Exception {
        Installation installation =
                Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
        installation.run("run");
        installation.run("opt-out");
        installation.run("run", "--period", "2026-W45");
        installation.run("status");

        assertThat(permissions(installation.home().resolve("state")))
                .isNotEmpty()
                .allMatch(one -> one.matches("rw[-x]------ .*"));
        assertThat(permissions(installation.home().resolve("state")))
                .anyMatch(one -> one.endsWith("opt-out"))
                .anyMatch(one -> one.endsWith("opted-out-periods"))
                .anyMatch(one -> one.endsWith("run.lock"))
                .anyMatch(one -> one.endsWith("2026-W46.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "status", "submit", "opt-out"})
    void saysInOneSentenceThatItsFileSystemCanOnlyBeRead(String command) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 64)) {
            Installation installation = Installation.on(TestDatabase.H2, disk.path())
                    .withUsualMetrics()
                    .sendingTo(endpoint);
            disk.makeReadOnly();
            CommandResult result = installation.run(command);

            assertThat(result.exitCode()).as(result.toString()).isIn(75, 77);
            assertThat(result.errLines())
                    .filteredOn(line -> !(command.equals("opt-out") && line.startsWith("Service Ping is still on: ")))
                    .singleElement()
                    .asString()
                    .containsAnyOf("Read-only file system", "can only be read")
                    .doesNotContain("Exception", "chmod");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"preview", "export", "events"})
    void asksForAnotherOutputWhereItMayNotWrite(String command) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 1)) {
            Installation installation =
                    Installation.on(TestDatabase.H2, folder).withUsualMetrics().sendingTo(endpoint);
            disk.makeReadOnly();

            CommandResult result = installation.run(command, "--output", disk.path() + "/e.zip");

            assertThat(result.exitCode()).isEqualTo(77);
            assertThat(result.err())
                    .isEqualTo("No permission for " + disk.path()
                            + ". Name a file in a folder where this user may write (--output).\n");
        }
    }

    @Test
    void closesWhatIsFoundOpenAndSaysSoOnce() throws Exception {
        Installation installation =
                Installation.on(TestDatabase.H2, folder).withUsualMetrics().sendingTo(endpoint);
        installation.run("run", "--no-submit");
        Path state = installation.home().resolve("state");
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }

        CommandResult first = installation.run("status");
        CommandResult second = installation.run("status");

        assertThat(first.err()).startsWith("Others on this machine could read the folder " + state);
        assertThat(second.err()).isEmpty();
        assertThat(permissions(state)).allMatch(one -> one.matches("rw[-x]------ .*"));
    }

    @Test
    void writesPreviewsAndExportsForTheirOwner() throws Exception {
        Installation installation =
                Installation.on(TestDatabase.H2, folder).withUsualMetrics().sendingTo(endpoint);
        Path out = Files.createDirectory(folder.resolve("out"));
        installation.run("preview", "--output", out.resolve("ping.json").toString());
        installation.run("run", "--no-submit");
        installation.run("export", "--output", out.resolve("pings.zip").toString());

        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(PrivateStateTest::permission)).hasSize(3).allMatch(one -> one.startsWith("rw-------"));
        }
    }

    @Test
    void warnsOfAPasswordThatEverybodyCanRead() throws Exception {
        Installation installation =
                Installation.on(TestDatabase.H2, folder).withUsualMetrics().set("state.password", "s3cr3t");
        Path file = installation.home().resolve("config/application.yml");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        CommandResult open = installation.run("validate");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        CommandResult closed = installation.run("validate");

        assertThat(open.exitCode()).isZero();
        assertThat(open.errLines())
                .filteredOn(line -> !line.contains("administrator of H2"))
                .singleElement()
                .asString()
                .startsWith("Warning: config/application.yml:")
                .contains("service-ping.state.password: is a secret that everybody on this machine can read")
                .doesNotContain("s3cr3t");
        assertThat(closed.errLines()).singleElement().asString().contains("administrator of H2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "databases.main.password-file",
                "state.password-file",
                "endpoint.token-file",
                "endpoint.signing-key-file"
            })
    void refusesASecretThatEverybodyCanReadBeforeItCounts(String key) throws Exception {
        Probe.reset();
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .metric("probed", "select probe('secret')")
                .set("endpoint.url", "http://127.0.0.1:9/")
                .write("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .set(key, "secret");
        Path secret = installation.home().resolve("secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

        CommandResult validated = installation.run("validate");
        CommandResult run = installation.run("run");

        assertThat(run.exitCode()).isEqualTo(77);
        assertThat(run.err()).contains(secret + " may be read by everybody. Run: chmod o-rwx " + secret);
        assertThat(Probe.calls("secret")).isZero();
        assertThat(validated.exitCode()).isEqualTo(78);
        assertThat(validated.err()).contains(secret + " may be read by everybody. Run: chmod o-rwx " + secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "preview", "status", "submit", "redrive"})
    void makesNoFilesForRootInTheFolderOfAnotherUser(String command) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        Files.setOwner(installation.home(), nobody());

        CommandResult refused = installation.run(command);

        assertThat(refused.exitCode()).isEqualTo(77);
        assertThat(refused.err())
                .isEqualTo("No permission for " + installation.home().resolve("state")
                        + ". It belongs to nobody: run the command as that user (sudo -u nobody ...).\n");
        assertThat(installation.home().resolve("state")).doesNotExist();
    }

    @Test
    void givesTheFlagOfRootToTheOwnerOfTheFolder() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        Files.setOwner(installation.home(), nobody());

        assertThat(installation.run("opt-out").exitCode()).isZero();

        Path state = installation.home().resolve("state");
        assertThat(Files.getOwner(state).getName()).isEqualTo("nobody");
        assertThat(Files.getOwner(state.resolve("opt-out")).getName()).isEqualTo("nobody");
        assertThat(installation.run("run").exitCode()).isEqualTo(77);
        assertThat(installation.run("opt-in").exitCode()).isZero();
        assertThat(state).isDirectoryNotContaining(file -> !file.endsWith("off-times"));
        assertThat(Files.getPosixFilePermissions(state.resolve("off-times"))).contains(PosixFilePermission.OTHERS_READ);
    }

    @Test
    void letsTheOwnerOfTheFolderReadTheFlagOfRoot() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        installation.run("run", "--no-submit");
        Path state = installation.home().resolve("state");
        Files.setOwner(state, nobody());

        assertThat(installation.run("opt-out", "--reason", "legal").exitCode()).isZero();
        installation.run("opt-out", "--reason", "again");

        assertThat(permission(state)).startsWith("rwx------");
        assertThat(permission(state.resolve("opt-out"))).startsWith("rw-r--r--");
        assertThat(permission(state.resolve("service-ping.mv.db"))).startsWith("rw-------");
    }

    @Test
    void letsRootFollowNoLinkOfAnotherUserToTheFlag() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        Path state = Files.createDirectory(installation.home().resolve("state"));
        Files.setOwner(state, nobody());
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Files.createSymbolicLink(
                state.resolve("opt-out." + ProcessHandle.current().pid() + ".tmp"), precious);

        assertThat(installation.run("opt-out").exitCode()).isZero();

        assertThat(precious).hasContent("precious");
        assertThat(state.resolve("opt-out")).isRegularFile();
    }

    private UserPrincipal nobody() throws IOException {
        return folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    }

    @Test
    void isNotSilentlyOffWhenItMayNotLookForTheFlag() throws Exception {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may look everywhere");
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        Path state = Files.createDirectory(installation.home().resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("---------"));

        assertThat(installation.run("run").exitCode()).isEqualTo(77);
        assertThat(installation.run("submit").exitCode()).isEqualTo(77);
        assertThat(installation.run("run", "--service-ping.enabled=false").exitCode())
                .isZero();
    }

    private static List<String> permissions(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(PrivateStateTest::permission).toList();
        }
    }

    private static String permission(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " " + file;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
