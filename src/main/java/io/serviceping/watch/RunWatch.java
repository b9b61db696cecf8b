package io.serviceping.watch;

import io.serviceping.consent.Consent;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.files.FileTrouble;
import io.serviceping.job.installation.Home;
import io.serviceping.job.status.InstallationStatus;
import io.serviceping.settings.MonitoringSettings;
import io.serviceping.state.CommandRun;
import io.serviceping.state.RunHistory;
import io.serviceping.time.Bounded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Tells monitoring of the commands that count or send. Nothing here can fail or hold up a command. */
public final class RunWatch {
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
    private static final int INCOMPLETE = 4;

    private final MonitoringSettings settings;
    private final Home home;
    private final Consent consent;
    private final InstantSource clock;
    private final String version;

    public RunWatch(MonitoringSettings settings, Home home, Consent consent, InstantSource clock, String version) {
        this.settings = settings;
        this.home = home;
        this.consent = consent;
        this.clock = clock;
        this.version = version;
    }

    /** A run is about to count. */
    public void began() {
        deadMan().ifPresent(url -> url.tell("/start"));
    }

    /**
     * A run has ended.
     *
     * @param wasAllowed whether every opt-out flag was read. If a shared flag was not, the URL is not told
     */
    public void ended(int exitCode, boolean wasAllowed) {
        if (wasAllowed || !settings.isStateShared()) {
            boolean isWell = exitCode == 0 || exitCode == INCOMPLETE;
            deadMan().ifPresent(url -> url.tell(isWell ? "" : "/" + exitCode));
        }
    }

    private Optional<DeadMan> deadMan() {
        return settings.deadMan().map(url -> new DeadMan(url, consent, version));
    }

    /**
     * Marks the textfile, so that no alert fires while Service Ping is off.
     *
     * @return a warning in one line; empty: marked, or none is configured
     */
    public Optional<String> switchedOff() {
        return settings.textfile().flatMap(file -> written(file, new Textfile(version).off()));
    }

    /**
     * Writes the textfile.
     *
     * @param ended the command that is over. The history may lack it
     * @param look reads the status
     * @return a warning in one line; empty: written, or none is configured
     */
    public Optional<String> write(CommandRun ended, Callable<InstallationStatus.View> look) {
        return settings.textfile().flatMap(file -> written(file, text(ended, look)));
    }

    private byte[] text(CommandRun ended, Callable<InstallationStatus.View> look) {
        Textfile text = new Textfile(version);
        Optional<InstallationStatus.View> view = view(look);
        boolean isOff = consent.decide() instanceof ConsentDecision.Off
                || view.filter(one -> one.consent() instanceof ConsentDecision.Off)
                        .isPresent();
        return isOff ? text.off() : text.on(history(ended), view, clock.instant());
    }

    private List<CommandRun> history(CommandRun ended) {
        Stream<CommandRun> earlier;
        try {
            earlier = new RunHistory(home.state()).read().stream();
        } catch (UncheckedIOException e) {
            earlier = Stream.empty();
        }
        return Stream.concat(earlier.filter(run -> !run.begun().equals(ended.begun())), Stream.of(ended))
                .toList();
    }

    /** Empty: the configuration is invalid, or the state cannot be read in time. */
    private static Optional<InstallationStatus.View> view(Callable<InstallationStatus.View> look) {
        try {
            return Optional.of(Bounded.call(look, LONGEST_LOOK));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<String> written(Path file, byte[] text) {
        try {
            Textfile.replace(file, text);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(notWritten(e));
        } catch (UncheckedIOException e) {
            return Optional.of(notWritten(Objects.requireNonNull(e.getCause())));
        }
    }

    private String notWritten(IOException e) {
        return "Warning: the metrics for monitoring are not written. "
                + settings.trouble()
                        .map(trouble -> trouble.text())
                        .orElseGet(() -> "service-ping.metrics.textfile: " + FileTrouble.words(e));
    }
}
