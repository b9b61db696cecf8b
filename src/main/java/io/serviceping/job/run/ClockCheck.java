package io.serviceping.job.run;

import io.serviceping.consent.OptedOutPeriods;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.ServerClock;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.job.delivery.OutboxDelivery;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.outbox.BegunPeriods;
import io.serviceping.time.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether this host's clock, which has chosen the week, can be right. A database server's clock decides. Without one, a
 * week that ends soon after the latest time that is vouched for is believed; for a later week, the endpoint's clock
 * decides.
 */
final class ClockCheck {
    /** A clock that is ahead by less may pass. Off for a longer time, an installation needs another clock. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(35);
    /** How far two right clocks may be apart. */
    private static final Duration TOLERANCE = Duration.ofHours(1);

    private final RunRequest request;
    private final RunParameters parameters;
    private final BegunPeriods begun;
    private final OutboxDelivery delivery;

    ClockCheck(RunRequest request, RunParameters parameters, BegunPeriods begun, OutboxDelivery delivery) {
        this.request = request;
        this.parameters = parameters;
        this.begun = begun;
        this.delivery = delivery;
    }

    /** Whether another clock agrees. */
    sealed interface Verdict {
        /**
         * The clock may be right.
         *
         * @param vouched a time that the run vouches for; empty: none
         */
        record Believed(Optional<Instant> vouched) implements Verdict {}

        /**
         * The clock may be wrong.
         *
         * @param why what speaks against the clock; follows "but"
         */
        record Doubted(String why) implements Verdict {}
    }

    /** @param frozen whether nothing is left to count, so that the clock no longer matters */
    Verdict verdict(PingPlanner planner, ApplicationDatabases databases, boolean frozen) throws InterruptedException {
        Instant now = request.clock().instant();
        Optional<Instant> last = last();
        if (frozen) {
            return new Verdict.Believed(Optional.empty());
        } else if (parameters.named()) {
            boolean vouches = last.isEmpty() || parameters.period().equals(Period.lastCompleteAt(now));
            return new Verdict.Believed(Optional.of(now).filter(one -> vouches));
        }
        try {
            Optional<Verdict> byServers = byServers(servers(planner, databases));
            if (byServers.isPresent()) {
                return byServers.get();
            }
        } catch (InvalidDefinitionsException e) {
            // The plan reports it. Until then nobody is asked.
            return new Verdict.Believed(Optional.empty());
        }
        return last.isPresent() && isTooLate(last.get())
                ? byTheEndpoint(last.get())
                : new Verdict.Believed(Optional.of(now));
    }

    private Optional<Verdict> byServers(Map<String, Instant> servers) {
        List<String> against = servers.entrySet().stream()
                .filter(server -> isBeforeTheEnd(server.getValue()))
                .map(server ->
                        "the server of database '" + server.getKey() + "' says " + toTheSecond(server.getValue()))
                .toList();
        return against.isEmpty()
                ? servers.values().stream()
                        .max(Comparator.naturalOrder())
                        .map(time -> new Verdict.Believed(Optional.of(time)))
                : Optional.of(new Verdict.Doubted(String.join(", and ", against)));
    }

    private static Instant toTheSecond(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private boolean isBeforeTheEnd(Instant time) {
        return time.plus(TOLERANCE).isBefore(parameters.period().asOf());
    }

    private boolean isTooLate(Instant last) {
        return last.plus(LONGEST_PAUSE).isBefore(parameters.period().asOf());
    }

    private Map<String, Instant> servers(PingPlanner planner, ApplicationDatabases databases)
            throws InvalidDefinitionsException {
        ServerClock clock = new ServerClock(databases);
        Map<String, Instant> servers = new TreeMap<>();
        planner.definitions().all().stream()
                .map(MetricDefinition::database)
                .distinct()
                .forEach(name -> clock.now(name).ifPresent(now -> servers.put(name, now)));
        return servers;
    }

    private Verdict byTheEndpoint(Instant last) throws InterruptedException {
        Optional<Instant> time = parameters.submit() ? delivery.endpointTime() : Optional.empty();
        if (time.isPresent() && !isBeforeTheEnd(time.get())) {
            return new Verdict.Believed(time);
        }
        String latest = "the last time that is certain is " + toTheSecond(last)
                + ", more than 5 weeks before that week's end, and ";
        String other = parameters.submit() ? "the endpoint does not tell its time" : "--no-submit asks no endpoint";
        return new Verdict.Doubted(latest
                + time.map(one -> "the endpoint says " + toTheSecond(one)).orElse(other));
    }

    /** A cron that finds Service Ping off each week shows that time passes as usual. */
    private Optional<Instant> last() {
        Optional<Instant> last = begun.vouched();
        for (Instant off : new OptedOutPeriods(request.home().folder())
                .read().values().stream().sorted().toList()) {
            last = last.map(before -> off.isAfter(before) && !off.isAfter(before.plus(LONGEST_PAUSE)) ? off : before);
        }
        return last;
    }
}
