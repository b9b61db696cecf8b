package io.serviceping.cli.watch;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.Combination;
import io.serviceping.cli.console.FailureReport;
import io.serviceping.cli.console.PrintableWriter;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.console.Tone;
import io.serviceping.time.Bounded;
import io.serviceping.watch.HealthCheck.Limits;
import io.serviceping.watch.Verdict;
import io.serviceping.watch.Verdict.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that make {@code status} a check for monitoring: one line, and an exit code from 0 to 3. */
public final class CheckOptions {
    @Option(
            names = "--check",
            description = "For monitoring: one line, exit code 0 (well), 1 (warning), 2 (critical), 3 (unknown).")
    private boolean wanted;

    @Option(
            names = "--late",
            paramLabel = "TIME",
            defaultValue = "2d",
            description = "With --check: warn when a ping is not delivered so long after its week has ended"
                    + " (default: ${DEFAULT-VALUE}); a week later it is critical.")
    private Duration late = Duration.ofDays(2);

    @Option(
            names = "--waiting",
            paramLabel = "N",
            defaultValue = "3",
            description = "With --check: warn when more pings wait (default: ${DEFAULT-VALUE}); more than twice as many"
                    + " are critical.")
    private int waiting;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "8s",
            description =
                    "With --check: unknown after this time (default: ${DEFAULT-VALUE}, since some monitoring programs"
                            + " wait 10 s). A busy host may need more.")
    private Duration timeout = Duration.ofSeconds(8);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Refuses options that would have no effect. */
    public void requireEffect() {
        Combination options = new Combination(command);
        List.of("--late", "--waiting", "--timeout").forEach(option -> options.requireFor(option, "--check"));
        options.refuseBoth("--json", "--check");
    }

    /** Whether the check is asked for. */
    public boolean isWanted() {
        return wanted;
    }

    /** What is a warning. */
    public Limits limits() {
        return new Limits(late, waiting);
    }

    /** Prints one line and returns the exit code, within the time that {@code --timeout} allows. */
    public int run(Callable<Verdict> check, CliContext context, Screen out) {
        Verdict verdict = verdict(check, context);
        out.line(Tone.PLAIN, PrintableWriter.line(PrintableWriter.withoutUrlParameters(verdict.line())));
        return verdict.level().exitCode();
    }

    private Verdict verdict(Callable<Verdict> check, CliContext context) {
        try {
            return Bounded.call(check, timeout);
        } catch (TimeoutException e) {
            return Verdict.of(
                    Level.UNKNOWN,
                    "no answer within " + timeout.toMillis() / 1000.0
                            + " s (--timeout): the state database is silent, or this host is busy");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.of(Level.UNKNOWN, "interrupted");
        } catch (ExecutionException e) {
            return Verdict.of(Level.UNKNOWN, reason(Objects.requireNonNull(e.getCause()), context));
        }
    }

    private static String reason(Throwable failure, CliContext context) {
        List<String> lines = new ArrayList<>();
        FailureReport report = new FailureReport(context, lines::add);
        if (failure instanceof Error error) {
            report.tell(error);
        } else {
            report.tell((Exception) failure);
        }
        return lines.get(0);
    }
}
