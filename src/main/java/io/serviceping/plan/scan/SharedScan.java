package io.serviceping.plan.scan;

import io.serviceping.plan.facts.TableFacts;
import java.util.List;
import java.util.Map;

/**
 * One pass over a table, range by range, that answers many metrics.
 *
 * @param database a name under {@code service-ping.databases}
 * @param table the driving table
 * @param range how the table is split into ranges, and why
 * @param keeping whether the result is kept for the next ping
 * @param asWritten each metric's own statement, run when the shared statement fails
 * @param asked the queries of the same metrics
 */
public record SharedScan(
        String database,
        FusedScan fused,
        TableFacts table,
        RangeChoice range,
        IncrementalMode keeping,
        Map<PlannedMetric, WrittenScan> asWritten,
        List<MetricQuery> asked) {
    public SharedScan {
        asWritten = Map.copyOf(asWritten);
        asked = List.copyOf(asked);
        if (!asWritten.keySet().equals(fused.answers().keySet())) {
            throw new IllegalArgumentException("asWritten must hold the statements of all metrics of the scan");
        }
    }

    public List<PlannedMetric> answers() {
        return fused.answers().keySet().stream()
                .sorted(java.util.Comparator.comparing(PlannedMetric::keyPath))
                .toList();
    }

    /** The statements over the whole table, without a range, of this scan or of a version with fewer metrics. */
    public List<WrittenScan> whole(FusedScan some) {
        return some.statements().stream()
                .map(statement -> new WrittenScan(database, statement.sql(""), statement.parameters(), answers()))
                .toList();
    }

    /** As {@link WrittenScan#id()}: changes with everything that is asked, but not with the table's size. */
    public String id() {
        return Fingerprint.of(database + range.key() + fused.statements() + fused.answers());
    }

    /**
     * Identifies reusable incremental state. Depends on what is counted and how, but not on the windows' bounds or on
     * the metrics computed from it.
     *
     * @param place the table and the server, as far as the result depends on them
     */
    public String kept(String place) {
        List<String> statements = fused.statements().stream()
                .map(statement -> statement.sql("") + statement.layout())
                .toList();
        return Fingerprint.of(database + range.key() + place + statements + fused.slots());
    }
}
