package io.serviceping.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.serviceping.packaging.InstalledScripts.ScriptResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;

/** What the script for cron, and the unit for systemd, tell an admin, and what they keep to themselves. */
class CronScriptTest {
    private static final ScriptResult NOTHING = new ScriptResult(0, "");
    private static final Pattern EXPOSURE = Pattern.compile("exposure level for .*: (\\d+\\.\\d+) ");
    private static final double MOST_EXPOSED = 2.0;

    @TempDir
    private Path folder;

    private InstalledScripts scripts;

    @BeforeEach
    void install() throws IOException {
        scripts = InstalledScripts.in(Files.createDirectory(folder.resolve("home of it")));
    }

    @Test
    void saysNothingWhenAllIsWell() throws Exception {
        assertThat(cron(0)).isEqualTo(NOTHING);
    }

    @Test
    void tellsInOneLineWhatWentWrongAndWhatToType() throws Exception {
        ScriptResult told = cron(78);

        assertThat(told.exitCode()).isEqualTo(78);
        assertThat(told.lines())
                .singleElement()
                .asString()
                .matches("service-ping on \\S+ ended with 78: first line [\\[](sudo -u \\S+ )?service-ping --home "
                        + Pattern.quote("'" + scripts.folder() + "'") + " status]");
    }

    @Test
    void takesNoLineOfTheJvmForTheCause() throws Exception {
        Path java = scripts.java("17", """
                echo 'Picked up JAVA_TOOL_OPTIONS: -Xmx1g' >&2
                echo 'OpenJDK 64-Bit Server VM warning: Options are old.' >&2
                echo 'The cause.' >&2; exit 78
                """);

        assertThat(InstalledScripts.run(script(), environment(java)).output()).contains("ended with 78: The cause. [");
    }

    @ParameterizedTest
    @CsvSource({
        "PING_SPREAD, 4h",
        "PING_SPREAD, -1",
        "PING_SPREAD, 08",
        "PING_PATIENCE, never",
        "PING_PATIENCE, 1000000"
    })
    void refusesANumberThatIsNone(String variable, String value) throws Exception {
        Map<String, String> environment = new HashMap<>(environment(scripts.java("17", "echo started >&2")));
        environment.put(variable, value);

        ScriptResult told = InstalledScripts.run(script(), environment);

        assertThat(told.exitCode()).isEqualTo(78);
        assertThat(told.lines())
                .singleElement()
                .asString()
                .endsWith(" did not run: " + variable + " must be a whole number from 0 to 99999 but was '" + value
                        + "'");
    }

    @Test
    void keepsItsLockForItsOwner() throws Exception {
        Files.createDirectories(scripts.folder().resolve("state"));
        cron(75);

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(scripts.folder().resolve("state/cron.lock"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(scripts.folder().resolve("state/cron-put-off"))))
                .isEqualTo("rw-------");
    }

    @Test
    void tellsOfARunThatCouldNotFinishOnlyWhenItLasts() throws Exception {
        assertThat(cron(69)).isEqualTo(NOTHING);
        assertThat(cron(75)).isEqualTo(NOTHING);

        assertThat(cron(69).exitCode()).isEqualTo(69);
        assertThat(cron(69).output()).contains("ended with 69, 4 times in a row: first line");
        assertThat(cron(0)).isEqualTo(NOTHING);
        assertThat(cron(69)).isEqualTo(NOTHING);
    }

    @Test
    void tellsAtOnceOfARunThatCouldNotFinishWhereItCannotCount() throws Exception {
        FileSystemUtils.deleteRecursively(scripts.folder().resolve("state"));

        assertThat(cron(75).exitCode()).isEqualTo(75);
        assertThat(cron(75).output()).contains("ended with 75: first line");

        Files.createDirectories(scripts.folder().resolve("state/cron-put-off"));
        assertThat(cron(69).lines()).singleElement().asString().contains("ended with 69: first line");
    }

    @Test
    void runsWhereItCanMakeNoLock() throws Exception {
        Files.createDirectories(scripts.folder().resolve("state/cron.lock"));

        assertThat(cron(0)).isEqualTo(NOTHING);
        assertThat(cron(77).lines()).singleElement().asString().contains("ended with 77: first line");
    }

    @Test
    void tellsOfAWarningAfterARunThatEndedWell() throws Exception {
        Path java = scripts.java("17", "echo note >&2\necho Warning: the metrics are not written >&2\nexit 0");

        ScriptResult told = InstalledScripts.run(script(), environment(java));

        assertThat(told.exitCode()).isZero();
        assertThat(told.lines())
                .singleElement()
                .asString()
                .matches("service-ping on \\S+: Warning: the metrics are not written");
    }

    @Test
    void startsNoSecondRunWhileTheFirstIsUnderWay() throws Exception {
        Path underWay = folder.resolve("under way");
        Path java = scripts.java("17", "mkfifo '" + underWay + "' && read line <'" + underWay + "'");
        ProcessBuilder builder = new ProcessBuilder(script().toString());
        builder.environment().putAll(environment(java));
        Process first = builder.start();
        try {
            while (!Files.exists(underWay)) {
                assertThat(first.isAlive()).isTrue();
                Thread.onSpinWait();
            }

            assertThat(cron(0)).isEqualTo(NOTHING);
            assertThat(cron(0)).isEqualTo(NOTHING);
            assertThat(cron(0).output())
                    .contains("3 times in a row: an earlier call of this script is still under way");
        } finally {
            Files.writeString(underWay, "\n");
        }
        assertThat(first.waitFor()).isZero();
        assertThat(cron(0)).isEqualTo(NOTHING);
    }

    @Test
    void asksOfSystemdLittleThatTheProgramDoesNotNeed() throws Exception {
        Process analyze;
        try {
            analyze = new ProcessBuilder("systemd-analyze", "security", "--offline=true", "cron/service-ping.service")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeThat(false).as("systemd-analyze is not installed").isTrue();
            return;
        }
        try (BufferedReader told = analyze.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = told.lines().toList();
            assumeThat(analyze.waitFor()).as("systemd-analyze: %s", lines).isZero();
            Matcher exposure = EXPOSURE.matcher(String.join("\n", lines));

            assertThat(exposure.find()).isTrue();
            assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(MOST_EXPOSED);
        }
    }

    private ScriptResult cron(int exitCode) throws Exception {
        Path java =
                scripts.java("17", "echo on standard output\necho first line: >&2\necho second >&2\nexit " + exitCode);
        return InstalledScripts.run(script(), environment(java));
    }

    private Path script() {
        return scripts.folder().resolve("cron/service-ping-cron");
    }

    private static Map<String, String> environment(Path java) {
        return Map.of("JAVA_HOME", java.toString(), "PING_SPREAD", "0");
    }
}
