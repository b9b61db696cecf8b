package io.serviceping.plan.query;

/**
 * What a metric's rows come from: one table, or tables joined to a driving one, each row of which keeps its own share of
 * the result. So whatever splits the driving table's rows splits the result.
 *
 * @param from the FROM clause in canonical form, without the word: {@code issues}, or {@code builds b join pipelines p on
 *     p.id = b.pipeline_id}; equal for two metrics exactly when they can share a scan
 * @param table the driving table as written, with its schema where it has one: {@code public.issues}
 * @param qualifier what stands before a column of the driving table: empty for a single table, else {@code b.}
 */
public record Source(String from, String table, String qualifier) {
    /** Whether there are more tables than one. */
    public boolean isJoined() {
        return !qualifier.isEmpty();
    }
}
