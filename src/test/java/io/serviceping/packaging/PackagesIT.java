package io.serviceping.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.serviceping.packaging.InstalledScripts.ScriptResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The packages of a release, which {@code ./mvnw -Prelease verify} makes. */
@EnabledIfSystemProperty(named = PackagesIT.PACKAGES, matches = ".+", disabledReason = "needs -Prelease")
class PackagesIT {
    static final String PACKAGES = "service-ping.packages";

    /** Where the JVM has a class of the program from; JDK 17 archives none from a folder with blanks in its name. */
    private static final String FROM_THE_ARCHIVE = "io.serviceping.cli.ServicePing source: shared objects file";

    private final Path release = Path.of(System.getProperty(PACKAGES, ""));

    @TempDir
    private Path folder;

    @Test
    void theSumsAreThoseOfAllOtherFiles() throws Exception {
        ScriptResult told = shell("cd '" + release + "' && sha256sum -c --strict SHA256SUMS");

        assertThat(told.exitCode()).as(told.output()).isZero();
        try (Stream<Path> files = Files.list(release)) {
            assertThat(files.count() - 1).isEqualTo(told.lines().size()).isEqualTo(5);
        }
    }

    @Test
    void theArchiveBelongsToRootAndHasOneTimestampSoThatTwoBuildsAreEqual() throws Exception {
        List<String> lines =
                shell("tar --utc --full-time -tvzf '" + one("*.tar.gz") + "'").lines();

        assertThat(lines)
                .hasSizeGreaterThan(200)
                .allSatisfy(line -> assertThat(line).contains(" root/root "));
        assertThat(lines.stream()
                        .map(line -> line.replaceFirst(".* (\\S+ \\d\\d:\\d\\d:\\d\\d) .*", "$1"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void theArchiveHoldsAllThatAnAdminNeeds() throws Exception {
        Path installation = unpack();

        assertThat(Stream.of(
                                "README.md",
                                "UPGRADING.md",
                                "config/application.yml",
                                "config/metrics/accounts/counts_users.yml",
                                "cron/crontab",
                                "cron/service-ping.service",
                                "docs/reference/exit-codes.md",
                                "licences/LIST.txt",
                                "sql/metrics")
                        .map(installation::resolve))
                .allSatisfy(file -> assertThat(file).exists());
        for (String completion : List.of("bash/service-ping", "zsh/_service-ping")) {
            assertThat(shell("bash -n '" + installation.resolve("completion").resolve(completion) + "'"))
                    .isEqualTo(new ScriptResult(0, ""));
        }
        assertThat(installation.resolve("completion/zsh/_service-ping"))
                .content()
                .doesNotContain("compopt");
        List<String> commands = Files.readString(installation.resolve("completion/fish/service-ping.fish"))
                .lines()
                .filter(line -> line.contains(" -f -a "))
                .map(line -> line.replaceFirst(".* -f -a (\\S+) .*", "$1"))
                .toList();
        assertThat(commands)
                .contains("run", "status")
                .allSatisfy(command -> assertThat(installation.resolve("man/man1/service-ping-" + command + ".1"))
                        .content()
                        .contains(".SH \"OPTIONS\""));
    }

    @Test
    void theLauncherUsesTheArchiveOfClassesAndStartsWithoutItToo() throws Exception {
        Path installation = unpack();
        Path launcher = installation.resolve("bin/service-ping");
        Map<String, String> java = Map.of("JAVA_HOME", System.getProperty("java.home"));
        Map<String, String> told =
                Map.of("JAVA_HOME", System.getProperty("java.home"), "SERVICE_PING_JAVA_OPTS", "-Xlog:class+load");
        ScriptResult plain = InstalledScripts.run(launcher, java, "--version");

        assertThat(plain.exitCode()).isZero();
        assertThat(InstalledScripts.run(installation.resolve("bin/service-ping-archive"), java))
                .isEqualTo(new ScriptResult(0, ""));
        assertThat(InstalledScripts.run(launcher, told, "--version").output()).contains(FROM_THE_ARCHIVE);

        Files.setLastModifiedTime(
                installation.resolve("service-ping.jar"), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        assertThat(InstalledScripts.run(launcher, told, "--version").output()).doesNotContain(FROM_THE_ARCHIVE);
        assertThat(InstalledScripts.run(launcher, java, "--version")).isEqualTo(plain);
    }

    @Test
    void theDebianPackageIsInstalledUpgradedAndPurged() throws Exception {
        assumeThat(shell("[ $(id -u) = 0 ] && command -v dpkg-deb ip man && unshare --mount --net --pid --fork true")
                        .exitCode())
                .as("needs root on Debian")
                .isZero();

        ScriptResult told = shell("src/packaging/try-debian-package '" + one("*.deb") + "'");

        assertThat(told.exitCode()).as(told.output()).isZero();
        assertThat(told.output()).contains("## Purge").doesNotContain("FAILED");
    }

    private Path unpack() throws Exception {
        Path target = Files.createDirectory(folder.resolve("installation"));
        assertThat(shell("tar -xzf '" + one("*.tar.gz") + "' -C '" + target + "' --strip-components=1"))
                .isEqualTo(new ScriptResult(0, ""));
        return target;
    }

    private Path one(String name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(release, name)) {
            return files.iterator().next();
        }
    }

    private static ScriptResult shell(String script) throws Exception {
        return InstalledScripts.run(Path.of("/bin/sh"), Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "-c", script);
    }
}
