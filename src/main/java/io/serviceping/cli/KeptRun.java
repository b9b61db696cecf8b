package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.FailureReport;
import io.serviceping.cli.console.Interruption;
import io.serviceping.cli.console.ThisHost;
import io.serviceping.files.PrivateFiles;
import io.serviceping.job.installation.ProgressView;
import io.serviceping.job.status.InstallationStatus;
import io.serviceping.state.CommandRun;
import io.serviceping.state.CommandRun.Part;
import io.serviceping.state.CommandRuns;
import io.serviceping.state.RunHistory;
import io.serviceping.state.RunLock;
import io.serviceping.watch.RunWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps how a command that counts or sends has ended, for {@code status}. */
final class KeptRun {
    private static final Logger LOG = LoggerFactory.getLogger(KeptRun.class);

    private static final String INTERRUPTED =
            "Interrupted. What was counted and frozen so far is kept, and no further range, statement or delivery begins;"
                    + " the next 'run' goes on from there.";

    private final CommonOptions common;
    private final Path state;

    /**
     * How a command ended that counts or sends.
     *
     * @param hasFailed whether {@code status} tells of it until later commands have done its parts
     * @param hasWorked false: there was nothing to do, or nothing may be done now
     * @param done what it has done of that which an earlier command could not do
     */
    record End(int code, boolean hasFailed, boolean hasWorked, Function<CommandRun, Set<Part>> done) {
        static End failed(ExitCode code) {
            return new End(code.number(), true, false, failed -> Set.of());
        }

        /** There was nothing to do, or nothing may be done now. */
        static End withoutWork(ExitCode code) {
            return new End(code.number(), false, false, failed -> Set.of());
        }

        /** A signal ended the process. What it had begun goes on in the next run. */
        static End interrupted(int code) {
            return new End(code, false, false, failed -> Set.of());
        }

        /** The outbox tells what could not be sent, and which metrics have no value. */
        static End worked(ExitCode code, Function<CommandRun, Set<Part>> done) {
            return new End(code.number(), false, true, done);
        }
    }

    /**
     * A command that counts or sends.
     *
     * @param command as typed, with the options that change what is done
     * @param week the ISO week to be counted; empty: the command counts nothing
     * @param reason scheduled, manual or backfill
     */
    record Typed(String command, Optional<String> week, String reason) {}

    KeptRun(CommonOptions common) {
        this.common = common;
        this.state = common.home().state();
    }

    /** Does the work. Turns its exception, if any, into an exit code. */
    int of(Typed typed, Set<Part> parts, Callable<End> work) {
        CommandRun begun = new CommandRun(typed.command(), typed.week(), now(), origin(typed), parts, Optional.empty());
        LOG.info(
                "Run begins: command=\"{}\" period={} reason={}",
                typed.command(),
                typed.week().orElse("none"),
                typed.reason());
        // Another run keeps its own end.
        boolean alone = !isBusy();
        Interruption interruption = common.context().interruption();
        interruption.expectGentleCommand(
                INTERRUPTED, () -> keepEnd(begun, End.interrupted(interruption.exitCode()), alone, parts));
        if (alone) {
            keep(runs -> {
                runs.last().filter(last -> last.end().isEmpty()).ifPresent(new RunHistory(state)::append);
                return runs.begin(begun);
            });
        }
        RunWatch watch = common.watch();
        boolean counts = parts.contains(Part.COUNT);
        if (alone && counts) {
            common.meter().whenAllowed(watch::began);
        }
        End end = end(work);
        interruption.forgetLastWords();
        LOG.info("Run ended: command=\"{}\" exit_code={}", typed.command(), end.code());
        CommandRun ended = keepEnd(begun, end, alone, parts);
        if (alone) {
            if (counts && (end.hasFailed() || end.hasWorked())) {
                watch.ended(end.code(), common.meter().isAllowed());
            }
            watch.write(
                            ended,
                            () -> InstallationStatus.of(common.request(ProgressView.NONE))
                                    .look())
                    .ifPresent(common::tell);
        }
        return end.code();
    }

    private CommandRun keepEnd(CommandRun begun, End end, boolean alone, Set<Part> parts) {
        CommandRun ended = begun.ended(new CommandRun.End(
                now(), end.code(), common.notes(), common.meter().figures()));
        append(ended);
        if (alone) {
            keep(runs -> {
                // Another command may have taken this one for killed.
                CommandRuns known = runs.end(
                        ended,
                        failed -> failed.equals(begun) ? parts : end.done().apply(failed));
                return end.hasFailed() ? known.fail(ended) : known;
            });
        }
        return ended;
    }

    private CommandRun.Origin origin(Typed typed) {
        return new CommandRun.Origin(typed.reason(), System.getProperty("user.name", "unknown"), ThisHost.name());
    }

    private Instant now() {
        return common.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private End end(Callable<End> work) {
        End end = uninterrupted(work);
        Interruption interruption = common.context().interruption();
        return interruption.isEnding() && !isDone(end) ? End.interrupted(interruption.exitCode()) : end;
    }

    private static boolean isDone(End end) {
        return end.hasWorked() && (end.code() == ExitCode.DONE.number() || end.code() == ExitCode.INCOMPLETE.number());
    }

    private End uninterrupted(Callable<End> work) {
        FailureReport failure = new FailureReport(common.context(), common::fail);
        try {
            return work.call();
        } catch (Exception e) {
            return End.failed(failure.tell(e));
        } catch (Error e) {
            return End.failed(failure.tell(e));
        }
    }

    private boolean isBusy() {
        try {
            return RunLock.isHeld(state);
        } catch (UncheckedIOException e) {
            // The work itself says why the folder cannot be used, and monitoring is told that it failed.
            return false;
        }
    }

    private void keep(UnaryOperator<CommandRuns> change) {
        inState(() -> change.apply(CommandRuns.read(state)).write(state));
    }

    private void append(CommandRun ended) {
        inState(() -> new RunHistory(state).append(ended));
    }

    /**
     * The work is done even if this file cannot be written. Makes the state folder, so that even a first run that is
     * killed is known, but not below a mistyped home.
     */
    private void inState(Runnable change) {
        try {
            if (Files.isDirectory(state.resolveSibling("config"))) {
                PrivateFiles.makeFolderOf(state.resolve("any"));
            }
            if (Files.isDirectory(state)) {
                change.run();
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("how this run ends is not kept", e);
        }
    }
}
