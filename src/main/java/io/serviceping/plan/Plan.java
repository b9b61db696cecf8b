package io.serviceping.plan;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything one ping asks.
 *
 * @param asOf where every window ends
 * @param scans what is asked, in the order of the key paths
 * @param omitted what is not asked and why
 */
public record Plan(Instant asOf, List<Scan> scans, List<Omitted> omitted) {
    public Plan {
        scans = List.copyOf(scans);
        omitted = List.copyOf(omitted);
    }

    /** Every metric of the payload, asked or not, in no particular order. */
    public Stream<PlannedMetric> metrics() {
        return Stream.concat(
                scans.stream().flatMap(scan -> scan.answers().stream()),
                omitted.stream().map(Omitted::metric));
    }
}
