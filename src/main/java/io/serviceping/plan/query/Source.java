package io.serviceping.plan.query;

/**
 * The FROM clause of a metric: one table, or tables joined to a driving table. Each joined row belongs to one row of
 * the driving table, so splitting that table's rows splits the result.
 *
 * @param from the FROM clause in canonical form, without the word: {@code issues}, or
 *     {@code builds b join pipelines p on p.id = b.pipeline_id}; equal for two metrics exactly when they can share a
 *     scan
 * @param table the driving table as written, with its schema where it has one: {@code public.issues}
 * @param qualifier the prefix of the driving table's columns: empty for a single table, else {@code b.}
 */
public record Source(String from, String table, String qualifier) {
    public boolean isJoined() {
        return !qualifier.isEmpty();
    }
}
