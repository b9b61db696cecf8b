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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-16T06:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etc/cron.d/product",
                "etc/cron.weekly/anything",
                "etc/crontab",
                "etc/systemd/system/timers.target.wants/service-ping.timer"
            })
    void findsTheCronLineOrTheTimer(String place) throws IOException {
        write(place, "# comment\n0 6 * * 1 someone /usr/bin/service-ping run\n");

        assertThat(look()).first().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.OK);
            assertThat(finding.text()).startsWith("Started by ");
        });
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
        write("etc/cron.d/product", "# service-ping run\n0 6 * * 1 someone other\n");
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

    private void write(String place, String text) throws IOException {
        Path file = folder.resolve(place);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
