package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Remedies;
import io.serviceping.job.run.RunReport;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.outbox.Reason;
import io.serviceping.time.Period;
import java.util.Locale;

/** Says in one line how a run ended and, if something is left to do, what. */
final class RunOutcome {
    /** Longest part of the endpoint's answer that is printed, in characters; {@code status --json} prints more. */
    private static final int LONGEST_WORDS = 500;

    private final CommonOptions common;
    private final Period period;

    RunOutcome(CommonOptions common, Period period) {
        this.common = common;
        this.period = period;
    }

    ExitCode tell(RunReport report) {
        if (report instanceof RunReport.Off off) {
            common.print(off.text());
            return ExitCode.DONE;
        } else if (report instanceof RunReport.Busy busy) {
            common.note("Another run is under way (" + busy.who() + "); this one did nothing.");
            return ExitCode.TRY_LATER;
        } else if (report instanceof RunReport.Doubtful doubtful) {
            common.note("Nothing was counted: this host's clock says " + doubtful.clock() + ", so that " + period
                    + " is the last complete week, but " + doubtful.why()
                    + ". Correct the clock that is wrong. If this host's clock is right, give once: service-ping run"
                    + " --period " + period);
            return ExitCode.CONFIGURATION;
        } else if (report instanceof RunReport.Interrupted interrupted) {
            common.note("Stopped "
                    + (interrupted.total() == 0
                            ? "before the first scan of "
                            : "after " + interrupted.done() + " of " + interrupted.total() + " scans of ")
                    + period
                    + (common.context().interruption().isEnding() ? ", by a signal" : ", by the run budget")
                    + interrupted
                            .waitingFor()
                            .map(why -> ", while it waited for " + why)
                            .orElse("")
                    + "; the next run goes on from there.");
            return ExitCode.TRY_LATER;
        }
        return frozen((RunReport.Frozen) report);
    }

    private ExitCode frozen(RunReport.Frozen frozen) {
        PingSummary ping = frozen.ping();
        frozen.refused()
                .forEach(other -> common.note("Refused: the ping of " + other.period() + ", " + describe(other)));
        if (ping.state() == PingState.DELIVERED) {
            return delivered(frozen, ping);
        }
        if (ping.state() == PingState.EVICTED) {
            common.note("Not delivered: the ping of " + period + " was given up"
                    + ping.evictedAt().map(at -> " on " + at).orElse("")
                    + ", since too much waited or it waited too long. " + Remedies.of(ping));
            return ExitCode.UNAVAILABLE;
        }
        MissingValues.tell(common, frozen.missing());
        Drifts.tell(common, frozen.results());
        frozen.futureRows().forEach(rows -> common.note(FutureRowsText.of(rows)));
        if (ping.state() == PingState.WITHDRAWN) {
            common.print("Kept here, not sent: the ping of " + period + ", " + describe(ping));
            return frozen.complete() ? ExitCode.DONE : ExitCode.INCOMPLETE;
        }
        if (frozen.submitted()) {
            if (frozen.off().isPresent()) {
                common.print(frozen.off().get());
                return ExitCode.DONE;
            }
            common.note("Not delivered, but safe in the outbox: the ping of " + period + ", " + describe(ping)
                    + frozen.nextProbeAt()
                            .map(at -> " The endpoint has failed too often and is probed again from " + at + " on.")
                            .orElse(""));
            return ExitCode.UNAVAILABLE;
        }
        common.print("Frozen, not sent: " + describe(ping));
        return frozen.complete() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    private ExitCode delivered(RunReport.Frozen frozen, PingSummary ping) {
        String receipt = ", receipt " + ping.receiptId().orElse("none");
        if (frozen.before()) {
            common.print("Nothing to do: the ping of " + period + " was delivered "
                    + ping.deliveredAt().map(Object::toString).orElse("before") + receipt + ".");
            return ExitCode.DONE;
        }
        MissingValues.tell(common, frozen.missing());
        Drifts.tell(common, frozen.results());
        frozen.futureRows().forEach(rows -> common.note(FutureRowsText.of(rows)));
        common.print("Delivered the ping of " + period + ": " + ping.pingId() + receipt
                + (frozen.complete() ? "." : ", not every metric has a value."));
        return frozen.complete() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    /** What became of a ping that is not delivered, and what to type. */
    static String describe(PingSummary ping) {
        return ping.pingId() + " is " + ping.state().name().toLowerCase(Locale.ROOT)
                + ping.lastReason().map(RunOutcome::describe).orElse("")
                + ping.nextAttemptAt()
                        .map(at -> ", next attempt from " + at + " on")
                        .orElse("")
                + ping.exportedAt().map(at -> ", exported " + at).orElse("")
                + ". " + Remedies.of(ping);
    }

    private static String describe(Reason reason) {
        return " (" + reason.text() + ")"
                + reason.words()
                        .map(words -> "; the endpoint's words: \""
                                + (words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) + " ..." : words)
                                + "\"")
                        .orElse("");
    }
}
