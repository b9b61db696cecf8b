package io.serviceping.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.doctor.Finding.Severity;
import io.serviceping.job.installation.Home;
import io.serviceping.state.CommandRun;
import io.serviceping.state.RunFigures;
import io.serviceping.state.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-16T06:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "etc/cron.d/product; 0 6 * * 1 someone /usr/bin/service-ping run",
                "etc/crontab; @daily someone java -jar /srv/service-ping.jar --home HOME run",
                "etc/crontab; */5 6 * * 1 someone cd HOME && bin/service-ping run --quiet",
                "etc/cron.weekly/anything; exec /usr/bin/service-ping --home=HOME run",
                "var/spool/cron/crontabs/someone; 17 1 * * * nice -n 10 \"$SERVICE_PING_HOME/cron/service-ping-cron\"",
                "etc/systemd/system/timers.target.wants/service-ping.timer; [Timer]"
            })
    void findsTheCronLineOrTheTimer(String place, String line) throws IOException {
        write(place, "# comment\nSERVICE_PING_HOME=HOME\n" + line + "\n");

        assertThat(look()).first().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.OK);
            assertThat(finding.text()).startsWith("Started by ");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "etc/cron.d/product; SERVICE_PING_HOME=HOME",
                "etc/cron.d/product; 0 6 * * 1 someone tar cf /backup.tar /opt/service-ping",
                "etc/cron.d/product; 0 6 * * 1 someone /usr/bin/service-ping status --check",
                "etc/cron.d/product; 0 6 * * 1 someone /usr/bin/service-ping --home /another run",
                "etc/cron.d/product; 0 6 * * 1 someone SERVICE_PING_HOME=/another /usr/bin/service-ping run",
                "etc/cron.d/product; /usr/bin/service-ping run",
                "etc/cron.d/product.bak; 0 6 * * 1 someone /usr/bin/service-ping run",
                "etc/systemd/system/timers.target.wants/service-ping-backup.timer; [Timer]",
            })
    void takesNoOtherLineForOneThatStartsIt(String place, String line) throws IOException {
        write(place, line + "\n");

        assertThat(look()).first().satisfies(ScheduleCheckTest::nothingStarts);
    }

    @ParameterizedTest
    @CsvSource({
        "ExecStart=/usr/bin/service-ping run, /another, false",
        "ExecStart=/usr/bin/service-ping run, HOME, true",
        "ExecStart=-/opt/service-ping/cron/service-ping-cron, HOME, true",
        "ExecStart=/usr/bin/tar cf /backup.tar /opt/service-ping, HOME, false"
    })
    void asksTheServiceOfATimer(String executed, String home, boolean isOurs) throws IOException {
        write("etc/systemd/system/timers.target.wants/weekly.timer", "[Timer]\n");
        write(
                "etc/systemd/system/weekly.service",
                "[Service]\n" + executed + "\nEnvironment=SERVICE_PING_HOME=" + home + "\n");

        assertThat(look().get(0).text().equals("Started by systemd's weekly.timer."))
                .isEqualTo(isOurs);
    }

    @Test
    void takesNoScriptThatCronMayNotExecute() throws IOException {
        Path script = write("etc/cron.weekly/ours", "/usr/bin/service-ping run\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(look()).first().satisfies(ScheduleCheckTest::nothingStarts);
    }

    @Test
    void namesTheOwnerOfTheStateForTheCronLine() throws IOException {
        assertThat(look())
                .first()
                .isEqualTo(Finding.warning(
                        "No cron line and no timer that starts Service Ping was found.",
                        "Install the cron line or the timer (cron/README.md), for the user "
                                + Files.getOwner(folder).getName() + "."));
    }

    @Test
    void saysThatNothingStartsItAndWhatDoes() throws IOException {
        write("etc/cron.d/product", "# 0 6 * * 1 someone /usr/bin/service-ping run\n0 6 * * 1 someone other\n");
        write("usr/lib/systemd/system/service-ping.timer", "");

        assertThat(look())
                .containsExactly(
                        Finding.warning(
                                "No cron line and no timer that starts Service Ping was found; a timer is installed, but not"
                                        + " enabled.",
                                "Enable it: systemctl enable --now service-ping.timer."),
                        Finding.note(
                                "No 'run' is known in this home folder yet.", "'run' counts and sends the last week."));
    }

    @Test
    void saysThatTheLastRunIsLongAgo() throws IOException {
        write("etc/cron.d/product", "0 6 * * 1 someone /usr/bin/service-ping run\n");
        ran(Instant.parse("2026-11-01T06:00:00Z"));

        assertThat(look()).last().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.text()).isEqualTo("The last 'run' began 15 days ago, at 2026-11-01T06:00:00Z.");
            assertThat(finding.remedy()).startsWith("Find out why nothing starts it");
        });
        ran(NOW);
        assertThat(look()).allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.OK));
    }

    private static void nothingStarts(Finding finding) {
        assertThat(finding.text()).startsWith("No cron line and no timer that starts Service Ping was found");
    }

    private List<Finding> look() {
        return new ScheduleCheck(new Subject(new Home(folder.resolve("home")), List.of(), Map.of(), () -> NOW, folder))
                .look();
    }

    private void ran(Instant at) {
        new RunHistory(folder.resolve("home/state"))
                .append(new CommandRun(
                                "run",
                                Optional.of("2026-W46"),
                                at,
                                new CommandRun.Origin("scheduled", "someone", "here"),
                                Set.of(CommandRun.Part.COUNT),
                                Optional.empty())
                        .ended(new CommandRun.End(at, 0, List.of(), new RunFigures(0, 0, 0, 0, 0, 0, 0, Map.of()))));
    }

    private Path write(String place, String text) throws IOException {
        Path file = folder.resolve(place);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(
                file,
                text.replace("HOME=HOME", "HOME=" + folder + "/home")
                        .replace("HOME run", folder + "/home run")
                        .replace("cd HOME", "cd " + folder + "/home"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
