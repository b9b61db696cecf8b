package io.serviceping.job.status;

import io.serviceping.outbox.BegunPeriods;
import io.serviceping.outbox.BegunPeriods.Begun;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.time.Period;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the periods without a ping, from the stored pings, the runs that began, and the runs that found Service Ping
 * off.
 */
final class GapLedger {
    private final Map<Period, PingSummary> pings;
    private final Map<Period, Begun> begun;
    private final Map<Period, Instant> optedOut;

    GapLedger(List<PingSummary> pings, List<BegunPeriods.Begun> begun, Map<String, Instant> optedOut) {
        this.pings = byPeriod(pings, PingSummary::period);
        this.begun = byPeriod(begun, Begun::period);
        SortedMap<Period, Instant> off = new TreeMap<>();
        optedOut.forEach((period, at) -> off.put(Period.parse(period), at));
        this.optedOut = off;
    }

    private static <T> Map<Period, T> byPeriod(List<T> all, Function<T, String> period) {
        return all.stream().collect(Collectors.toMap(one -> Period.parse(period.apply(one)), one -> one));
    }

    /** The gaps from the first known period up to {@code last}, exclusive; oldest first. */
    List<Gap> before(Period last) {
        return Stream.of(pings.keySet(), begun.keySet(), optedOut.keySet())
                .flatMap(periods -> periods.stream())
                .min(Period::compareTo)
                .map(first -> Stream.iterate(first, week -> week.compareTo(last) < 0, Period::next)
                        .flatMap(week -> gap(week).stream())
                        .toList())
                .orElse(List.of());
    }

    private Optional<Gap> gap(Period week) {
        PingSummary ping = pings.get(week);
        if (ping != null) {
            return Optional.of(ping)
                    .filter(one -> one.state() == PingState.EVICTED)
                    .map(one -> new Gap(
                            week,
                            Gap.Why.EVICTED,
                            one.evictedAt().map(Object::toString).orElse("")));
        }
        Begun runs = begun.get(week);
        Instant off = optedOut.get(week);
        if (off != null && (runs == null || off.isAfter(runs.lastRunAt()))) {
            return Optional.of(new Gap(week, Gap.Why.OPTED_OUT, off.toString()));
        }
        return Optional.of(
                runs == null
                        ? new Gap(week, Gap.Why.NEVER_RUN, "")
                        : new Gap(
                                week,
                                Gap.Why.FAILED,
                                runs.runs()
                                        + (runs.runs() == 1 ? " run, at " : " runs, the last at ")
                                        + runs.lastRunAt()));
    }
}
