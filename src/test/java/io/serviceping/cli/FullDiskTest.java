package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serviceping.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * No room to write. The limit is the operating system's, for the size of each file of one process, and the device that is
 * always full; to the program both are write errors as of a full disk.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
    private static final String EARLIER = "2020-W10";

    @TempDir
    Path folder;

    private Central central;

    @BeforeEach
    void openTheEndpoint() {
        central = Central.start(folder.resolve("central"));
    }

    @AfterEach
    void closeTheEndpoint() throws Exception {
        central.close();
    }

    private Site site(TestDatabase stateKind) {
        Site site =
                Site.on(TestDatabase.H2, stateKind, folder).withUsualMetrics().sendingTo(central);
        assertThat(site.run("run", "--no-submit", "--period", EARLIER).exitCode())
                .isZero();
        return site;
    }

    @Test
    void losesNothingWhenTheStateFileCannotGrowAndGoesOnWhenItCan() throws Exception {
        Site site = site(TestDatabase.H2);
        Path file = site.home().resolve("state/service-ping.mv.db");
        String digest = digest(site);
        List<Integer> codes = new ArrayList<>();
        for (int room : List.of(0, 4, 12, 32)) {
            Told told = runWith("ulimit -f " + (Files.size(file) / 1024 + room), site, "");
            codes.add(told.exitCode());

            assertThat(told.exitCode()).as(told.toString()).isIn(0, 75);
            if (told.exitCode() == 75) {
                assertThat(told.errLines())
                        .as(told.err())
                        .singleElement()
                        .asString()
                        .startsWith("The state database ");
            }
            assertThat(digest(site)).isEqualTo(digest);
        }
        assertThat(codes).contains(75);

        Told told = runWith(":", site, "");

        assertThat(told.exitCode()).as(told.toString()).isZero();
        assertThat(central.pings()).hasSize(2);
    }

    private static String digest(Site site) {
        return site.state()
                .sql("select digest from outbox_ping where period = '" + EARLIER + "'")
                .query(String.class)
                .single();
    }

    @Test
    void losesNothingWhenTheFilesForPeopleCannotBeWritten() throws Exception {
        Site site = site(TestDatabase.POSTGRESQL);

        Told full = runWith("ulimit -f 0", site, "");
        Told told = runWith(":", site, "");

        assertThat(full.exitCode()).as(full.toString()).isEqualTo(75);
        assertThat(full.errLines()).as(full.err()).hasSize(1);
        assertThat(told.exitCode()).as(told.toString()).isZero();
        assertThat(central.pings()).hasSize(2);
        try (var files = Files.list(site.home().resolve("state/pings"))) {
            assertThat(files).hasSize(2).allMatch(one -> one.toString().endsWith(".json"));
        }
    }

    @Test
    void deliversWhenNeitherItsWordsNorItsLogCanBeWritten() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
        Site site = site(TestDatabase.H2);

        Told told = runWith("exec >/dev/full 2>/dev/full", site, "--verbose");

        assertThat(told.exitCode()).isZero();
        assertThat(central.pings()).hasSize(2);
    }

    /** Runs the program in a process of its own, which a shell has prepared. */
    private Told runWith(String preparation, Site site, String option) throws Exception {
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
                site.home().toString(),
                "run"));
        if (!option.isEmpty()) {
            command.add(option);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SERVICE_PING_") || name.equals("DO_NOT_TRACK"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Told(process.waitFor(), said, said);
    }
}
