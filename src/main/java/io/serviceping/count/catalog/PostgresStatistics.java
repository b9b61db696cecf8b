package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/** What ANALYZE stored of a column, from {@code pg_stats}. */
final class PostgresStatistics {
    private static final String HISTOGRAM = """
            select unnest(h.bounds)
            from (select cast(cast(s.histogram_bounds as text) as text[]) as bounds
                  from pg_stats s
                  where (s.schemaname, s.tablename) = (
                          select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                          where c.oid = to_regclass(?))
                    and '"' || replace(s.attname, '"', '""') || '"' = ?
                  order by s.inherited desc
                  limit 1) h
            """;

    /** Leaves out negative numbers, which are a share of the rows: there are many values. */
    private static final String DISTINCT_VALUES = """
            select cast(s.n_distinct as bigint)
            from pg_stats s
            where (s.schemaname, s.tablename) = (
                    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.oid = to_regclass(?))
              and '"' || replace(s.attname, '"', '""') || '"' = ?
              and s.n_distinct >= 1
            order by s.inherited desc
            limit 1
            """;

    /** Only without children: the order of a parent's rows means nothing. */
    private static final String CORRELATION = """
            select s.correlation
            from pg_stats s
            where (s.schemaname, s.tablename) = (
                    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.oid = to_regclass(?))
              and '"' || replace(s.attname, '"', '""') || '"' = ?
              and not s.inherited and s.correlation is not null
            """;

    private static final double SCATTERED_BELOW = 0.5;

    private PostgresStatistics() {}

    static boolean followsBlocks(Connection connection, String table, String column) throws SQLException {
        return BoundQuery.of(CORRELATION, table, column).rows(connection, row -> row.getDouble(1)).stream()
                .allMatch(correlation -> Math.abs(correlation) >= SCATTERED_BELOW);
    }

    static OptionalLong distinctValues(Connection connection, String table, String column) throws SQLException {
        return BoundQuery.of(DISTINCT_VALUES, table, column).rows(connection, row -> row.getLong(1)).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    static List<String> histogram(Connection connection, String table, String column) throws SQLException {
        return BoundQuery.of(HISTOGRAM, table, column).rows(connection, row -> row.getString(1));
    }
}
