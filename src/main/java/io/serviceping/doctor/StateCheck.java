package io.serviceping.doctor;

import io.serviceping.files.AccessRemedy;
import io.serviceping.files.PrivateFiles;
import io.serviceping.job.status.InstallationStatus;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.watch.HealthCheck;
import io.serviceping.watch.Verdict;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The state database: whether it can be opened and read, what waits in it, its size and the disk. */
final class StateCheck implements Check {
    private static final int MB = 20;
    private static final long LITTLE = 100L << MB;
    private static final long ALMOST_NOTHING = 10L << MB;
    private static final long LARGE = 2048L << MB;
    private static final HealthCheck.Limits USUAL = new HealthCheck.Limits(Duration.ofDays(2), 3);

    private final Subject subject;
    private final ServicePingSettings settings;

    StateCheck(Subject subject, ServicePingSettings settings) {
        this.subject = subject;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "state";
    }

    @Override
    public List<Finding> look() throws Exception {
        Finding disk = disk();
        List<Finding> findings = new ArrayList<>(List.of(disk));
        if (disk.severity() == Finding.Severity.CRITICAL) {
            findings.add(Finding.note("The state database was not opened: that takes room.", ""));
            return findings;
        }
        try {
            PrivateFiles.requireNotRootInAnothers(subject.home().state());
            StateDatabase.check(settings.state().address());
            if (settings.state().isH2() && !Files.isDirectory(subject.home().state())) {
                findings.add(Finding.note("There is no state yet.", "The first 'run' makes it."));
            } else {
                findings.addAll(read());
            }
        } catch (AccessDeniedException e) {
            findings.add(Finding.warning(
                    "root does not open the state of another user, who could not use it afterwards. Nor does root see which"
                            + " files that user may not read.",
                    AccessRemedy.of(subject.home().state()).orElse("Run the command as its owner.")));
        } catch (StateUnavailableException e) {
            findings.add(unavailable(e));
        }
        return findings;
    }

    private List<Finding> read() throws StateUnavailableException, SQLException {
        InstallationStatus.View view =
                new InstallationStatus(subject.home(), settings, subject.consent(), subject.clock()).look();
        List<Finding> findings = new ArrayList<>();
        findings.add(
                view.outbox().isPresent()
                        ? Finding.ok("The state database can be opened and read.")
                        : Finding.note("A run is using the state database.", "Look again when it has ended."));
        new HealthCheck(USUAL, subject.clock().instant())
                .judge(view, List.of())
                .findings()
                .forEach(finding -> findings.add(of(finding)));
        return findings;
    }

    private static Finding of(Verdict.Finding finding) {
        String text = Finding.sentence(finding.text().substring(0, 1).toUpperCase(Locale.ROOT)
                + finding.text().substring(1));
        return switch (finding.level()) {
            case OK -> Finding.ok(text);
            case WARNING, UNKNOWN -> Finding.warning(text, "'status' says what to do.");
            case CRITICAL -> Finding.critical(text, "'status' says what to do.");
        };
    }

    private Finding unavailable(StateUnavailableException e) {
        String text = String.valueOf(e.getMessage());
        return switch (e.obstacle()) {
            case BUSY -> Finding.note(text, "Look again when it has ended.");
            case UNREACHABLE ->
                Finding.critical(
                        text, "See that the database of service-ping.state.url runs, and that its disk has room.");
            case REFUSED -> Finding.critical(text, "Check service-ping.state.username, its password and its rights.");
            case NOT_WRITABLE -> notWritable(e.file().orElseThrow());
            case UNUSABLE -> Finding.critical(text, "Restore state/ from a backup, or use the version that wrote it.");
        };
    }

    /** What keeps us from the whole folder is told by the check of permissions too, in the same words. */
    private Finding notWritable(Path file) {
        Path state = subject.home().state();
        return FailedLook.noPermission(PrivateFiles.isUsable(state) ? file : state);
    }

    private Finding disk() throws IOException {
        Path state = subject.home().state();
        Path there = Files.isDirectory(state) ? state : subject.home().folder();
        return disk(size(state), Files.getFileStore(there).getUsableSpace(), there);
    }

    /** @param size of the state, in bytes, like {@code free} */
    static Finding disk(long size, long free, Path there) {
        String text = "The folder state/ has " + (size >> MB) + " MB; " + (free >> MB) + " MB of its disk are free.";
        if (free < LITTLE) {
            String remedy = "Make room on the disk of " + there + ".";
            return free < ALMOST_NOTHING ? Finding.critical(text, remedy) : Finding.warning(text, remedy);
        }
        return size > LARGE
                ? Finding.note(text, "outbox.keep-delivered and outbox.max-bytes bound what is kept.")
                : Finding.ok(text);
    }

    private static long size(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder.toRealPath())) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
