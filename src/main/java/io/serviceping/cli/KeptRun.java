package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.FailureReport;
import io.serviceping.files.PrivateFiles;
import io.serviceping.state.LastRun;
import io.serviceping.state.RunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps how a command that counts or sends has ended, for {@code status}. */
final class KeptRun {
    private static final Logger LOG = LoggerFactory.getLogger(KeptRun.class);

    private final CommonOptions common;
    private final Path state;

    KeptRun(CommonOptions common) {
        this.common = common;
        this.state = common.home().state();
    }

    /** Does the work. Turns its exception, if any, into an exit code. */
    int of(String command, Callable<ExitCode> work) {
        LastRun begun = new LastRun(command, now(), Optional.empty());
        // Another run keeps its own end.
        boolean alone = !isBusy();
        if (alone) {
            keep(begun);
        }
        ExitCode code = exitCode(work);
        if (alone) {
            keep(begun.ended(new LastRun.End(now(), code.number(), common.notes())));
        }
        return code.number();
    }

    private Instant now() {
        return common.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private ExitCode exitCode(Callable<ExitCode> work) {
        FailureReport failure = new FailureReport(common.surroundings(), common::note);
        try {
            return work.call();
        } catch (Exception e) {
            return failure.tell(e);
        } catch (Error e) {
            return failure.tell(e);
        }
    }

    private boolean isBusy() {
        try {
            return RunLock.isHeld(state);
        } catch (UncheckedIOException e) {
            // The work itself says why the folder cannot be used.
            return true;
        }
    }

    /**
     * The work is done even if this file cannot be written. Makes the state folder, so that even a first run that is
     * killed is known, but not below a mistyped home.
     */
    private void keep(LastRun run) {
        try {
            if (Files.isDirectory(state.resolveSibling("config"))) {
                PrivateFiles.makeFolderOf(state.resolve("any"));
            }
            if (Files.isDirectory(state)) {
                run.write(state);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("how this run ends is not kept", e);
        }
    }
}
