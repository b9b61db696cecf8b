package io.serviceping.cli.console;

import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.ThrottleUnavailableException;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.files.FileTrouble;
import io.serviceping.files.UnusableFileException;
import io.serviceping.jdbc.Failure;
import io.serviceping.job.installation.DroppedPingException;
import io.serviceping.job.status.Plural;
import io.serviceping.settings.InvalidSettingsException;
import io.serviceping.settings.UnreadableSecretException;
import io.serviceping.state.StateFailures;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.submit.http.CredentialException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place that turns an exception into a message and an exit code. */
public final class FailureReport {
    private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

    private final CliContext context;
    private final Consumer<String> note;

    public FailureReport(CliContext context) {
        this(context, line -> context.err().failure(PrintableWriter.line(line)));
    }

    /** @param note prints a line */
    public FailureReport(CliContext context, Consumer<String> note) {
        this.context = context;
        this.note = note;
    }

    public ExitCode tell(Exception e) {
        if (e instanceof CommandException failure) {
            return say(failure.exitCode(), String.valueOf(failure.getMessage()));
        } else if (e instanceof InvalidSettingsException settings) {
            return list("configuration", settings.isPermission(), settings.problems());
        } else if (e instanceof InvalidDefinitionsException definitions) {
            return list("definitions", definitions.isPermission(), definitions.problems());
        } else if (e instanceof DatabaseUnavailableException database) {
            return say(
                    codeOf(database),
                    database.getMessage()
                            + (database.remedy() == Failure.Remedy.WAIT
                                    ? " Nothing was counted; the next run tries again."
                                    : " Nothing was counted."));
        } else if (e instanceof ThrottleUnavailableException throttles) {
            return list("configuration", false, throttles.problems());
        } else if (e instanceof StateUnavailableException state) {
            return say(codeOf(state), String.valueOf(state.getMessage()));
        } else if (e instanceof CredentialException token) {
            boolean permission = token.kind() == CredentialException.Kind.PERMISSION;
            return say(
                    permission ? ExitCode.NO_PERMISSION : ExitCode.CONFIGURATION,
                    token.getMessage() + ". Nothing was sent; what was frozen before is safe in the outbox.");
        } else if (e instanceof InvalidPathException path) {
            return say(ExitCode.CONFIGURATION, SpoiltText.unknownLetters("The path '" + path.getInput() + "'"));
        } else if (e instanceof DroppedPingException) {
            return say(ExitCode.USAGE, String.valueOf(e.getMessage()));
        } else if (e instanceof UnreadableSecretException secret) {
            return say(
                    secret.isPermission() ? ExitCode.NO_PERMISSION : ExitCode.CONFIGURATION,
                    String.valueOf(e.getMessage()));
        } else if (e instanceof IOException io) {
            return say(codeOf(io), words(io));
        } else if (e instanceof UncheckedIOException unchecked) {
            IOException io = Objects.requireNonNull(unchecked.getCause());
            boolean hasOwnWords = !io.toString().equals(unchecked.getMessage());
            return say(
                    codeOf(io),
                    hasOwnWords && FileTrouble.forbidden(io).isEmpty() ? unchecked.getMessage() + "." : words(io));
        }
        return StateFailures.behind(e)
                .map(trouble -> say(codeOf(trouble), String.valueOf(trouble.getMessage())))
                .orElseGet(() -> defect(e));
    }

    /** Prints no stack trace for a lack of memory: the place where it was noticed explains nothing. */
    public ExitCode tell(Error e) {
        if (!(e instanceof VirtualMachineError)) {
            return defect(e);
        }
        String what = e instanceof StackOverflowError ? "stack" : "memory (java -Xmx sets how much)";
        return say(
                ExitCode.SOFTWARE, "Service Ping ran out of " + what + ". What was counted and frozen so far is kept.");
    }

    private static ExitCode codeOf(IOException e) {
        if (FileTrouble.forbidden(e).isPresent()) {
            return ExitCode.NO_PERMISSION;
        } else if (e instanceof UnusableFileException unusable) {
            return unusable.isPermission() ? ExitCode.NO_PERMISSION : ExitCode.CONFIGURATION;
        }
        return e instanceof NoSuchFileException ? ExitCode.USAGE : ExitCode.TRY_LATER;
    }

    private static String words(IOException e) {
        return FileTrouble.words(e)
                + (codeOf(e) == ExitCode.TRY_LATER ? " Nothing that was counted or frozen before is lost." : "");
    }

    private ExitCode list(String what, boolean isPermission, List<?> problems) {
        problems.forEach(problem -> note.accept(problem.toString()));
        return say(
                isPermission ? ExitCode.NO_PERMISSION : ExitCode.CONFIGURATION,
                Plural.of(problems.size(), "problem") + " in the " + what + "; nothing was queried or sent.");
    }

    private static ExitCode codeOf(DatabaseUnavailableException e) {
        return switch (e.remedy()) {
            case WAIT -> ExitCode.TRY_LATER;
            case PERMISSION -> ExitCode.NO_PERMISSION;
            case CONFIGURATION -> ExitCode.CONFIGURATION;
        };
    }

    private static ExitCode codeOf(StateUnavailableException e) {
        return switch (e.obstacle()) {
            case BUSY, UNREACHABLE -> ExitCode.TRY_LATER;
            case REFUSED, NOT_WRITABLE -> ExitCode.NO_PERMISSION;
            case UNUSABLE -> ExitCode.CONFIGURATION;
        };
    }

    private ExitCode say(ExitCode code, String text) {
        LOG.debug("The command failed: exitCode={}", code.number());
        note.accept(PrintableWriter.withoutUrlParameters(text));
        return code;
    }

    private ExitCode defect(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        context.err().trace(PrintableWriter.withoutUrlParameters(trace.toString()));
        return say(
                ExitCode.SOFTWARE,
                "This is a defect of Service Ping, not of your installation. Please report it with the lines above;"
                        + " what was counted and frozen so far is kept.");
    }
}
