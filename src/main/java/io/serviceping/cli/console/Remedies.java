package io.serviceping.cli.console;

import io.serviceping.job.status.Gap;
import io.serviceping.outbox.PingSummary;
import io.serviceping.outbox.Reason;
import java.util.Optional;

/** Says what to type when something is wrong. Every command that shows the trouble says the same. */
public final class Remedies {
    /** For metrics without a value. */
    public static final String MISSING_VALUES =
            "Mend the metrics, or the rights and indexes that they need, for the next ping: this one stays as it is.";

    /** For definitions or patterns that are wrong. */
    public static final String INVALID = "No run counts anything until 'validate' finds no problem.";

    private static final int UNPROCESSABLE = 422;

    private Remedies() {}

    /** For a ping that is not delivered. */
    public static String of(PingSummary ping) {
        return switch (ping.state()) {
            case ATTEMPTING -> "If no run is under way, the next one sends it again.";
            case FROZEN, WAITING -> ofCopies(ping) + "'submit' sends it at once, else a later run does.";
            case QUARANTINED -> ofCopies(ping) + ofRefused(ping);
            case HELD ->
                "The endpoint said that it is gone: set endpoint.url to the new address, then type 'redrive' and 'submit'.";
            case WITHDRAWN ->
                "It was frozen, or its week had ended, before Service Ping was on: 'preview --period " + ping.period()
                        + "' shows it, 'release " + ping.period() + "' lets it leave.";
            case EVICTED -> of(Gap.Why.EVICTED);
            case DELIVERED -> "Nothing.";
        };
    }

    /** Redriven pings included: the endpoint would refuse them again. */
    private static String ofCopies(PingSummary ping) {
        boolean unprocessable = ping.lastReason()
                .filter(reason -> reason.httpStatus().orElse(0) == UNPROCESSABLE)
                .isPresent();
        return unprocessable ? "If this installation is a copy of another one, type 'new-instance'. " : "";
    }

    private static String ofRefused(PingSummary ping) {
        return ping.lastReason().filter(Reason::isConflict).isPresent()
                ? "If it was restored from a backup, do nothing: the endpoint has this week."
                : "Mend what was refused, then type 'redrive' and 'submit'.";
    }

    /** For weeks without a ping. */
    public static String of(Gap.Why why) {
        return switch (why) {
            case OPTED_OUT -> "While Service Ping is on, 'run --period WEEK' counts such a week late.";
            case FAILED -> "Mend what a run names, then type 'run --period WEEK'.";
            case EVICTED ->
                "It cannot be sent any more; outbox.max-bytes and outbox.max-age set how much may wait, and how long.";
            case NEVER_RUN -> "Check that cron or a timer starts 'run'; 'run --period WEEK' counts such a week late.";
        };
    }

    /** For a {@code run} or {@code submit}, as typed, that ended with this code. Empty: nothing is to be done, or another line tells. */
    public static Optional<String> of(ExitCode code, String command) {
        return Optional.ofNullable(
                switch (code) {
                    case DONE, INCOMPLETE, UNAVAILABLE -> null;
                    case INTERRUPTED -> "To go on at once, type '" + command + "'.";
                    case USAGE -> "'--help' lists what can be typed.";
                    case SOFTWARE -> "Report what the run printed on standard error. The next run continues.";
                    case TRY_LATER ->
                        "The next run continues. If it lasts: check the database, the disk, and collection.run-budget.";
                    case NO_PERMISSION -> "Give the right that is missing, then type '" + command + "'.";
                    case CONFIGURATION ->
                        "Mend what it names; 'validate --database' checks the configuration. Then type '" + command
                                + "'.";
                });
    }
}
