package io.serviceping.plan.scan;

import io.serviceping.digest.Fingerprint;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.facts.TableIdentity;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One pass over a table, range by range, that answers many metrics.
 *
 * @param database a name under {@code service-ping.databases}
 * @param table the driving table
 * @param range how the table is split into ranges, and why
 * @param incremental whether the result is kept for the next ping
 * @param asWritten each metric's own statement, run when the shared statement fails
 * @param queries the queries of the same metrics
 * @param tables which tables the names of the source stood for when the scan was planned
 */
public record SharedScan(
        String database,
        FusedScan fused,
        TableFacts table,
        RangeChoice range,
        IncrementalMode incremental,
        Map<PlannedMetric, WrittenScan> asWritten,
        List<MetricQuery> queries,
        List<TableIdentity> tables) {
    public SharedScan {
        asWritten = Map.copyOf(asWritten);
        queries = List.copyOf(queries);
        tables = List.copyOf(tables);
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
        return statements(some, "");
    }

    /** The statements with the condition of a range, whose parameters come last. */
    public List<WrittenScan> within(String rangeCondition) {
        return statements(fused, rangeCondition);
    }

    private List<WrittenScan> statements(FusedScan some, String rangeCondition) {
        return some.statements().stream()
                .map(statement ->
                        new WrittenScan(database, statement.sql(rangeCondition), statement.parameters(), answers()))
                .toList();
    }

    /**
     * As {@link WrittenScan#id()}: changes when anything that is asked changes, and with the tables that are asked; the
     * table's size is not asked.
     */
    public String id() {
        return Fingerprint.of(database + range.key() + fused.statements() + fused.answers() + identities());
    }

    private String identities() {
        return tables.stream().map(table -> table.in(sql())).collect(Collectors.joining(", "));
    }

    /** All the SQL that it depends on, to look for names in. */
    private String sql() {
        return range.key() + String.join("\n", statements());
    }

    private List<String> statements() {
        return fused.statements().stream().map(statement -> statement.sql("")).toList();
    }

    /** Whether a name of the scan stands for another table or column than when it was planned. */
    public boolean isOfOther(TableIdentity now) {
        return tables.stream().anyMatch(table -> table.name().equals(now.name()) && table.isOther(now, sql()));
    }

    /**
     * What was found under one such text can be read again for a later end of the windows: changes with what is counted
     * and how, and with the table, not with the windows' bounds and not with which metrics are made of it.
     */
    public String incrementalId() {
        List<String> statements = fused.statements().stream()
                .map(statement -> statement.sql("") + statement.layout())
                .toList();
        return Fingerprint.of(database + range.key() + identities() + statements + fused.accumulators());
    }
}
