package io.serviceping.plan.query;

import java.util.List;
import java.util.stream.Stream;

/**
 * The FROM clause of a metric: one table, or tables joined to a driving table. Each joined row belongs to one row of
 * the driving table, so splitting that table's rows splits the result.
 *
 * @param from the FROM clause in canonical form, without the word: {@code issues}, or
 *     {@code builds b join pipelines p on p.id = b.pipeline_id}; equal for two metrics exactly when they can share a
 *     scan
 * @param table the driving table as written, with its schema where it has one: {@code public.issues}
 * @param qualifier the prefix of the driving table's columns: empty for a single table, else {@code b.}
 * @param joined the other tables as written
 */
public record Source(String from, String table, String qualifier, List<String> joined) {
    public Source {
        joined = List.copyOf(joined);
    }

    /** One table. */
    public Source(String from, String table, String qualifier) {
        this(from, table, qualifier, List.of());
    }

    /** All its tables, as written. */
    public List<String> tables() {
        return Stream.concat(Stream.of(table), joined.stream()).distinct().toList();
    }

    public boolean isJoined() {
        return !qualifier.isEmpty();
    }
}
