package io.serviceping.doctor;

import io.serviceping.files.PrivateFiles;
import io.serviceping.state.CommandRun;
import io.serviceping.state.CommandRuns;
import io.serviceping.state.RunHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Whether anything starts {@code run} each week, and when it last did. */
final class ScheduleCheck implements Check {
    private static final String NOTHING_STARTS = "No cron line and no timer that starts Service Ping was found";
    private static final String NAME = "service-ping";
    private static final Duration LONGEST_PAUSE = Duration.ofDays(8);
    private static final Map<String, StartLines.Form> CRON = new TreeMap<>(Map.of(
            "etc/crontab", StartLines.Form.SYSTEM_CRONTAB,
            "etc/cron.d", StartLines.Form.SYSTEM_CRONTAB,
            "etc/cron.hourly", StartLines.Form.SCRIPT,
            "etc/cron.daily", StartLines.Form.SCRIPT,
            "etc/cron.weekly", StartLines.Form.SCRIPT,
            "var/spool/cron/crontabs", StartLines.Form.CRONTAB));
    private static final List<String> STARTED_TIMERS =
            List.of("etc/systemd/system/timers.target.wants", "etc/systemd/user/timers.target.wants");
    private static final List<String> UNITS = List.of(
            "etc/systemd/system",
            "etc/systemd/user",
            "usr/lib/systemd/system",
            "usr/lib/systemd/user",
            "lib/systemd/system");
    private static final String TIMER = ".timer";

    private final Subject subject;
    private final StartLines lines;

    ScheduleCheck(Subject subject) {
        this.subject = subject;
        this.lines = new StartLines(subject.home().folder());
    }

    @Override
    public String name() {
        return "schedule";
    }

    @Override
    public List<Finding> look() {
        Optional<String> starter = starter();
        List<Finding> findings = new ArrayList<>();
        starter.ifPresent(found -> findings.add(Finding.ok("Started by " + found + ".")));
        Optional<Instant> last = lastRun();
        if (starter.isEmpty()) {
            findings.add(
                    isTimerInstalled()
                            ? Finding.warning(
                                    NOTHING_STARTS + "; a timer is installed, but not enabled.",
                                    "Enable it: systemctl enable --now service-ping.timer.")
                            : Finding.warning(NOTHING_STARTS + ".", install()));
        }
        Instant now = subject.clock().instant();
        if (last.isEmpty()) {
            findings.add(Finding.note(
                    "No 'run' is known in this home folder yet.", "'run' counts and sends the last week."));
        } else if (last.get().plus(LONGEST_PAUSE).isBefore(now)) {
            findings.add(Finding.warning(
                    "The last 'run' began " + Duration.between(last.get(), now).toDays() + " days ago, at " + last.get()
                            + ".",
                    "Find out why nothing starts it: is the machine up at that time, and does cron or the timer name this"
                            + " home folder?"));
        } else {
            findings.add(Finding.ok("The last 'run' began at " + last.get() + "."));
        }
        return findings;
    }

    /** The user who owns the state can use it. */
    private String install() {
        return "Install the cron line or the timer (cron/README.md)"
                + PrivateFiles.owner(subject.home().state())
                        .map(owner -> ", for the user " + owner)
                        .orElse("") + ".";
    }

    private Optional<Instant> lastRun() {
        Path state = subject.home().state();
        return Stream.concat(new RunHistory(state).read().stream(), CommandRuns.read(state).last().stream())
                .filter(run -> run.week().isPresent())
                .map(CommandRun::startedAt)
                .max(Instant::compareTo);
    }

    private Optional<String> starter() {
        return CRON.entrySet().stream()
                .flatMap(place -> files(place.getKey()).filter(file -> isCrons(file, place.getValue())))
                .findFirst()
                .map(file -> "cron, by " + file)
                .or(() -> STARTED_TIMERS.stream()
                        .flatMap(this::files)
                        .filter(this::isTimer)
                        .findFirst()
                        .map(file -> "systemd's " + file.getFileName()))
                .or(() -> isUsers() ? Optional.of("cron, by this user's crontab") : Optional.empty());
    }

    private boolean isTimerInstalled() {
        return UNITS.stream().flatMap(this::files).anyMatch(this::isTimer);
    }

    /** The service of a timer tells; of the shipped one the name does, where the service cannot be read. */
    private boolean isTimer(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(TIMER) || !Files.isRegularFile(file)) {
            return false;
        }
        String service = name.substring(0, name.length() - TIMER.length()) + ".service";
        return UNITS.stream()
                .map(folder -> subject.root().resolve(folder).resolve(service))
                .filter(Files::isReadable)
                .findFirst()
                .map(unit -> startsUs(unit, StartLines.Form.UNIT))
                .orElse(name.equals(NAME + TIMER));
    }

    /** Files that cannot be read are left out: only root may read the crontabs of users. */
    private Stream<Path> files(String folder) {
        Path place = subject.root().resolve(folder);
        try (Stream<Path> inside = Files.list(place)) {
            return inside.sorted().toList().stream();
        } catch (IOException e) {
            return Stream.of(place);
        }
    }

    /** cron leaves out backups such as {@code product.bak}, and scripts that may not be executed. */
    private boolean isCrons(Path file, StartLines.Form form) {
        String name = String.valueOf(file.getFileName());
        return (form == StartLines.Form.CRONTAB || (!name.contains(".") && !name.endsWith("~")))
                && (form != StartLines.Form.SCRIPT || Files.isExecutable(file))
                && startsUs(file, form);
    }

    private boolean startsUs(Path file, StartLines.Form form) {
        try {
            return Files.isRegularFile(file)
                    && lines.startUs(Files.readString(file, StandardCharsets.ISO_8859_1), form);
        } catch (IOException e) {
            return false;
        }
    }

    /** The crontab of this user, which only the program crontab may read. */
    private boolean isUsers() {
        Path program = subject.root().resolve("usr/bin/crontab");
        if (!Files.isExecutable(program)) {
            return false;
        }
        try {
            Process crontab = new ProcessBuilder(program.toString(), "-l")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(crontab.getInputStream().readNBytes(1 << 20), StandardCharsets.UTF_8);
            return crontab.waitFor(5, TimeUnit.SECONDS)
                    && crontab.exitValue() == 0
                    && lines.startUs(text, StartLines.Form.CRONTAB);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
