package io.serviceping.plan.scan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All queries of one ping.
 *
 * @param asOf the end of every window
 * @param shared scans that answer many metrics each
 * @param scans metrics that run as written, one statement each, in the order of the key paths
 * @param notShared why each of {@code scans} is not shared. Before sharing is tried: those that must not be shared
 * @param omitted metrics without a query
 */
public record Plan(
        Instant asOf,
        List<SharedScan> shared,
        List<WrittenScan> scans,
        List<NotShared> notShared,
        List<OmittedMetric> omitted) {
    public Plan {
        shared = List.copyOf(shared);
        scans = List.copyOf(scans);
        notShared = List.copyOf(notShared);
        omitted = List.copyOf(omitted);
    }

    /** A plan in which each metric runs as written. */
    public Plan(Instant asOf, List<WrittenScan> scans, List<OmittedMetric> omitted) {
        this(asOf, List.of(), scans, List.of(), omitted);
    }

    /**
     * The plan without the refused scans that run as written; their metrics are omitted with the given reasons.
     *
     * @param apart metrics that are not to share a scan
     */
    public Plan without(Map<WrittenScan, String> refused, List<NotShared> apart) {
        List<OmittedMetric> left = new ArrayList<>(omitted);
        refused.forEach((scan, reason) -> scan.answers()
                .forEach(metric -> left.add(new OmittedMetric(metric, OmittedMetric.Why.CALLS_A_FUNCTION, reason))));
        return new Plan(
                asOf,
                shared,
                scans.stream().filter(scan -> !refused.containsKey(scan)).toList(),
                Stream.concat(notShared.stream(), apart.stream()).toList(),
                left);
    }

    public Stream<String> databases() {
        return Stream.concat(
                        shared.stream().map(SharedScan::database),
                        scans.stream().map(WrittenScan::database))
                .distinct();
    }

    /** Every metric of the payload, queried or not, in no particular order. */
    public Stream<PlannedMetric> metrics() {
        return Stream.of(
                        shared.stream().flatMap(scan -> scan.answers().stream()),
                        scans.stream().flatMap(scan -> scan.answers().stream()),
                        omitted.stream().map(OmittedMetric::metric))
                .flatMap(metrics -> metrics);
    }
}
