package io.serviceping.plan.scan;

import io.serviceping.plan.facts.TableFacts;
import java.util.List;
import java.util.Map;

/**
 * One pass over a table, range by range, that answers many metrics.
 *
 * @param database a name under {@code service-ping.databases}
 * @param table the driving table
 * @param range how it is split, and why so
 * @param keeping whether what is found is kept for the next ping
 * @param asWritten each metric's own statement, for the case that the shared one fails
 * @param asked what was fused: the same metrics
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

    /** The metrics, by key path. */
    public List<PlannedMetric> answers() {
        return fused.answers().keySet().stream()
                .sorted(java.util.Comparator.comparing(PlannedMetric::keyPath))
                .toList();
    }

    /** The statements over the whole table, without a range, of this scan or of one without a metric. */
    public List<WrittenScan> whole(FusedScan some) {
        return some.statements().stream()
                .map(statement -> new WrittenScan(database, statement.sql(""), statement.parameters(), answers()))
                .toList();
    }

    /** As {@link WrittenScan#id()}: changes when anything that is asked changes; the table's size is not asked. */
    public String id() {
        return Fingerprint.of(database + range.key() + fused.statements() + fused.answers());
    }

    /**
     * What was found under one such text can be read again for a later end of the windows: changes with what is counted
     * and how, not with the windows' bounds and not with which metrics are made of it.
     *
     * @param place the table and the server as far as they matter to what was found
     */
    public String kept(String place) {
        List<String> statements = fused.statements().stream()
                .map(statement -> statement.sql("") + statement.layout())
                .toList();
        return Fingerprint.of(database + range.key() + place + statements + fused.slots());
    }
}
