package io.serviceping.cli.watch;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.FailureReport;
import io.serviceping.cli.console.PrintableWriter;
import io.serviceping.cli.console.Tone;
import io.serviceping.watch.Bounded;
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
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options that make {@code status} a check for monitoring: one line, and an exit code from 0 to 3. */
public final class CheckOptions {
    /** Less than monitoring programs wait for a check. */
    private static final Duration LONGEST = Duration.ofSeconds(8);

    @Option(
            names = "--check",
            description = "For monitoring: one line, exit code 0 (well), 1 (warning), 2 (critical), 3 (unknown).")
    private boolean wanted;

    @Option(
            names = "--late",
            paramLabel = "TIME",
            defaultValue = "2d",
            converter = Days.class,
            description = "With --check: warn when a ping is not delivered so long after its week has ended"
                    + " (default: ${DEFAULT-VALUE}); a week later it is critical.")
    private Duration late = Duration.ofDays(2);

    @Option(
            names = "--waiting",
            paramLabel = "N",
            defaultValue = "3",
            converter = Count.class,
            description = "With --check: warn when more pings wait (default: ${DEFAULT-VALUE}); more than twice as many"
                    + " are critical.")
    private int waiting;

    /** Whether the check is asked for. */
    public boolean isWanted() {
        return wanted;
    }

    /** What is a warning. */
    public Limits limits() {
        return new Limits(late, waiting);
    }

    /** Prints one line and returns the exit code, within 8 seconds. */
    public int run(Callable<Verdict> check, CliContext context) {
        Verdict verdict = verdict(check, context);
        context.out().line(Tone.PLAIN, PrintableWriter.line(PrintableWriter.withoutUrlParameters(verdict.line())));
        return verdict.level().exitCode();
    }

    private static Verdict verdict(Callable<Verdict> check, CliContext context) {
        try {
            return Bounded.call(check, LONGEST);
        } catch (TimeoutException e) {
            return Verdict.of(Level.UNKNOWN, "no answer from the state database within " + LONGEST.toSeconds() + " s");
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

    /** A number that is not negative. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return Integer.parseUnsignedInt(text);
        }
    }

    /** A time such as {@code 2d} or {@code 36h}. */
    static final class Days implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Duration time = DurationStyle.detectAndParse(text);
            if (time.isNegative()) {
                throw new IllegalArgumentException("must not be negative");
            }
            return time;
        }
    }
}
