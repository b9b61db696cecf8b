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
     * The plan without these scans that run as written.
     *
     * @param reasons why their metrics are omitted
     */
    public Plan without(Map<WrittenScan, String> reasons, OmittedMetric.Why why) {
        List<OmittedMetric> left = new ArrayList<>(omitted);
        reasons.forEach(
                (scan, reason) -> scan.answers().forEach(metric -> left.add(new OmittedMetric(metric, why, reason))));
        return new Plan(
                asOf,
                shared,
                scans.stream().filter(scan -> !reasons.containsKey(scan)).toList(),
                notShared,
                left);
    }

    /** The plan before sharing in which these metrics, too, are not to share a scan. */
    public Plan apart(List<NotShared> some) {
        return new Plan(
                asOf,
                shared,
                scans,
                Stream.concat(notShared.stream(), some.stream()).toList(),
                omitted);
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
