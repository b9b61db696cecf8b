package io.serviceping.plan.facts;

import java.util.List;
import java.util.Set;

/**
 * What the catalogue says of a table.
 *
 * @param name with its schema, quoted, ready for SQL
 * @param estimatedRows of the table with its partitions or children, from statistics or else from its size; 0 for a view
 * @param pages blocks on disk, with partitions or children; 0 where the database does not tell
 * @param blockRanges whether it can be read by ranges of blocks: a PostgreSQL table on its own, on version 14 or later
 * @param key the columns to walk it by, leading an index and NOT NULL throughout: one unique integer column where there
 *     is one, else the primary key, else a unique index; empty where there is none
 * @param keyFollowsBlocks whether rows with neighbouring keys lie in neighbouring blocks, as far as statistics tell; true
 *     where they do not. Where false, as for a random UUID, a range of keys reads about as many blocks as it has rows
 * @param leadingIndexColumns columns that lead an ordered index over all rows, each in every canonical writing: in lower
 *     case without quotes where the database reads that as the column, and quoted
 * @param hasChildren whether other tables inherit from it, whose rows are read with it; false for a partitioned table
 */
public record TableFacts(
        String name,
        Kind kind,
        long estimatedRows,
        long pages,
        boolean blockRanges,
        List<KeyColumn> key,
        boolean keyFollowsBlocks,
        Set<String> leadingIndexColumns,
        boolean hasChildren) {
    /** What stands behind the name. */
    public enum Kind {
        /** A table, or a materialised view. */
        TABLE,
        PARTITIONED,
        VIEW,
        /** A table of another server. */
        FOREIGN
    }

    public TableFacts {
        key = List.copyOf(key);
        leadingIndexColumns = Set.copyOf(leadingIndexColumns);
        notNegative("estimatedRows", estimatedRows);
        notNegative("pages", pages);
    }

    private static void notNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " must not be negative but was " + value);
        }
    }
}
