package io.serviceping.plan.facts;

import java.util.List;
import java.util.Set;

/**
 * The catalogue's data on a table.
 *
 * @param name with its schema, quoted, ready for SQL
 * @param estimatedRows with partitions or children, from statistics or else from its size; 0 for a view
 * @param pages blocks on disk, with partitions or children; 0 where the database does not report them
 * @param blockRanges whether it can be read by block ranges: PostgreSQL 14 or later, without partitions or children
 * @param key the columns to scan it by: NOT NULL and leading an index. A unique integer column is preferred, then the
 *     primary key, then a unique index. Empty: there is no such key
 * @param keyFollowsBlocks whether neighbouring keys lie in neighbouring blocks; true without statistics. Where false,
 *     as for a random UUID, a range of keys reads about as many blocks as it has rows
 * @param leadingIndexColumns columns that lead an ordered index over all rows, each in every canonical spelling:
 *     quoted, and in lower case without quotes where the database reads that as the column
 * @param hasChildren whether other tables inherit from it, so that a query reads their rows too; false for a
 *     partitioned table
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
    /** What the name refers to. */
    public enum Kind {
        /** A table or a materialised view. */
        TABLE,
        PARTITIONED,
        VIEW
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
