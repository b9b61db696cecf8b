package io.serviceping.watch;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.job.status.Gap;
import io.serviceping.job.status.InstallationStatus;
import io.serviceping.job.status.InstallationStatus.OutboxStatus;
import io.serviceping.job.status.Plural;
import io.serviceping.outbox.Breaker;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.state.CommandRun;
import io.serviceping.time.Period;
import io.serviceping.watch.Verdict.Finding;
import io.serviceping.watch.Verdict.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges an installation for monitoring. */
public final class HealthCheck {
    private static final Duration LONGEST_RUN = Duration.ofDays(1);
    private static final int TRY_LATER = 75;

    private final Limits limits;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What is a warning. It is critical when a ping is a week later still, or twice as many wait.
     *
     * @param late a ping that is not delivered so long after its week has ended
     * @param waiting more pings than these wait
     */
    public record Limits(Duration late, int waiting) {
        public Limits {
            if (late.isNegative()) {
                throw new IllegalArgumentException("late must not be negative but was " + late);
            }
            if (waiting < 0) {
                throw new IllegalArgumentException("waiting must not be negative but was " + waiting);
            }
        }

        Duration tooLate() {
            return late.plusDays(7);
        }

        int tooMany() {
            return 2 * waiting;
        }
    }

    public HealthCheck(Limits limits, Instant now) {
        this.limits = limits;
        this.now = now;
    }

    /**
     * Judges what {@code status} shows.
     *
     * @param problems of the definitions, for which a run counts nothing
     */
    public Verdict judge(InstallationStatus.View view, List<String> problems) {
        if (view.consent() instanceof ConsentDecision.Off off) {
            return Verdict.of(Level.OK, off.text());
        }
        if (view.consent() instanceof ConsentDecision.Unknown unknown) {
            add(Level.CRITICAL, unknown.text());
        } else {
            view.consent().noSending().ifPresent(local -> add(Level.OK, local));
        }
        if (!problems.isEmpty()) {
            add(Level.CRITICAL, "no run counts anything: " + problems.get(0));
        }
        view.running().ifPresent(this::running);
        unresolved(view);
        List<String> figures = view.outbox().map(this::outbox).orElse(List.of());
        if (findings.isEmpty()) {
            add(Level.OK, view.outbox().map(this::well).orElse("nothing is known to be wrong"));
        }
        return new Verdict(findings, figures);
    }

    private void add(Level level, String text) {
        findings.add(new Finding(level, text));
    }

    private void running(InstallationStatus.Running running) {
        boolean tooLong = running.progress()
                .filter(run -> run.startedAt().plus(LONGEST_RUN).isBefore(now))
                .isPresent();
        add(
                tooLong ? Level.WARNING : Level.OK,
                "a run is under way (" + running.who()
                        + running.progress()
                                .map(run -> ", since " + run.startedAt())
                                .orElse("")
                        + ")");
    }

    private void unresolved(InstallationStatus.View view) {
        Optional<CommandRun> killed = view.runs()
                .last()
                .filter(run -> run.end().isEmpty() && view.running().isEmpty());
        Stream.concat(killed.stream(), view.runs().unresolved().stream())
                .forEach(run -> run.end()
                        .ifPresentOrElse(
                                end -> add(
                                        end.exitCode() == TRY_LATER ? Level.WARNING : Level.CRITICAL, failed(run, end)),
                                () -> add(Level.WARNING, run.command() + " of " + run.startedAt() + " was killed")));
    }

    private static String failed(CommandRun run, CommandRun.End end) {
        return run.command() + " of " + run.startedAt() + " ended with " + end.exitCode()
                + end.reasons().stream().findFirst().map(why -> ": " + why).orElse("");
    }

    private List<String> outbox(OutboxStatus outbox) {
        List<PingSummary> refused = outbox.waiting().stream()
                .filter(ping -> ping.state() == PingState.QUARANTINED || ping.state() == PingState.HELD)
                .toList();
        refused.forEach(ping -> add(
                Level.CRITICAL,
                "the endpoint refused the ping of " + ping.period()
                        + ping.lastReason()
                                .map(reason -> " (" + reason.text() + ")")
                                .orElse("")));
        int waiting = outbox.waiting().size() - refused.size();
        if (waiting > limits.waiting()) {
            add(
                    waiting > limits.tooMany() ? Level.CRITICAL : Level.WARNING,
                    Plural.of(waiting, "ping waits", "pings wait"));
        }
        outbox.breaker()
                .filter(breaker -> breaker.failedRuns() > 0)
                .ifPresent(breaker -> add(
                        breaker instanceof Breaker.Open ? Level.CRITICAL : Level.WARNING,
                        "the endpoint took nothing in the last " + Plural.of(breaker.failedRuns(), "run")));
        int without = outbox.incomplete().map(one -> one.missing().size()).orElse(0);
        if (without > 0) {
            add(Level.WARNING, Plural.of(without, "metric has no value", "metrics have no value"));
        }
        Duration late = late(outbox);
        return List.of(
                "late=" + late.toSeconds() + "s;" + limits.late().toSeconds() + ";"
                        + limits.tooLate().toSeconds() + ";0",
                "waiting=" + waiting + ";" + limits.waiting() + ";" + limits.tooMany() + ";0",
                "refused=" + refused.size() + ";;0;0",
                "missing_values=" + without + ";0;;0");
    }

    private Duration late(OutboxStatus outbox) {
        Optional<Period> first = oldestUndelivered(outbox);
        Duration late = first.map(week -> Duration.between(week.asOf(), now)).orElse(Duration.ZERO);
        if (late.compareTo(limits.late()) > 0) {
            add(
                    late.compareTo(limits.tooLate()) > 0 ? Level.CRITICAL : Level.WARNING,
                    "the ping of " + first.orElseThrow() + " is not delivered, " + late.toDays()
                            + " days after its week ended");
        }
        return late;
    }

    /** Weeks before it that no run has counted belong to the same failure. A week that was switched off does not. */
    private Optional<Period> oldestUndelivered(OutboxStatus outbox) {
        Period last = Period.lastCompleteAt(now);
        Set<Period> missed = outbox.gaps().stream()
                .filter(gap -> gap.why() == Gap.Why.FAILED || gap.why() == Gap.Why.NEVER_RUN)
                .map(Gap::period)
                .collect(Collectors.toSet());
        Stream<Period> due = outbox.next().equals(last) ? Stream.of(last) : Stream.empty();
        return Stream.concat(due, outbox.waiting().stream().map(ping -> Period.parse(ping.period())))
                .filter(week -> week.compareTo(last) <= 0)
                .min(Period::compareTo)
                .map(week -> Stream.iterate(week, Period::previous)
                        .takeWhile(one -> one.equals(week) || missed.contains(one))
                        .reduce(week, (later, earlier) -> earlier));
    }

    private String well(OutboxStatus outbox) {
        Stream<String> due = oldestUndelivered(outbox).stream().map(week -> "the ping of " + week + " is due");
        Stream<String> waits = outbox.waiting().stream().map(ping -> "the ping of " + ping.period() + " waits");
        Stream<String> delivered =
                outbox.lastDelivered().stream().map(ping -> "the ping of " + ping.period() + " is delivered");
        return Stream.of(waits, due, delivered).flatMap(one -> one).findFirst().orElse("no ping is due");
    }
}
