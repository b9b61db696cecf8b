package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.sql.SqlNames;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a database is set up for counting.
 *
 * @param isH2 whether it is H2; otherwise it is PostgreSQL
 * @param user ours
 * @param isTooOld whether its version is not tested
 * @param isSuperuser whether our user is one; false for H2
 * @param writable tables that our user may change; empty for H2
 * @param ownTimeout the statement timeout that our user has without our settings, such as {@code 0} for none
 * @param withoutStatistics the metrics' tables of more than 1 MB that were never analysed, or have changed by half since
 * @param withoutIndex the columns of these tables, as {@code table.column}, that are timestamps of metrics and lead no
 *     index
 */
public record DatabaseSetup(
        boolean isH2,
        String version,
        String user,
        boolean isTooOld,
        boolean isReplica,
        boolean isSuperuser,
        List<String> writable,
        String ownTimeout,
        List<String> withoutStatistics,
        List<String> withoutIndex) {
    private static final BoundQuery POSTGRESQL = BoundQuery.of("""
            select split_part(current_setting('server_version'), ' ', 1), current_user,
                   cast(current_setting('server_version_num') as integer) < 130000, pg_is_in_recovery(), r.rolsuper,
                   (select s.reset_val from pg_settings s where s.name = 'statement_timeout')
            from pg_roles r where r.rolname = current_user
            """);

    private static final BoundQuery WRITABLE = BoundQuery.of("""
            select cast(cast(c.oid as regclass) as text)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
              and has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
            order by 1
            """);

    /** Takes words for names of tables: a word too many that is a table's name does no harm. */
    private static final String WITHOUT_STATISTICS = """
            select cast(cast(c.oid as regclass) as text)
            from pg_class c left join pg_stat_all_tables s on s.relid = c.oid
            where c.relkind in ('r', 'm') and lower(c.relname) = any (string_to_array(?, chr(10)))
              and has_table_privilege(c.oid, 'SELECT')
              and c.relpages * cast(current_setting('block_size') as bigint) + pg_relation_size(c.oid) > 1048576
              and (c.reltuples <= 0 or coalesce(s.n_mod_since_analyze, 0) > 1000 + c.reltuples / 2)
            order by 1
            """;

    private static final String WITHOUT_INDEX = """
            select cast(cast(c.oid as regclass) as text) || '.' || a.attname
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'm') and lower(c.relname) = any (string_to_array(?, chr(10)))
              and lower(a.attname) = ? and has_table_privilege(c.oid, 'SELECT') and pg_relation_size(c.oid) > 1048576
              and not exists (select from pg_index i
                              where i.indrelid = c.oid and i.indisvalid and i.indkey[0] = a.attnum)
            order by 1
            """;

    private static final BoundQuery H2 = BoundQuery.of("select h2version(), current_user");

    private static final String WITHOUT_INDEX_OF_H2 = """
            select c.table_name || '.' || c.column_name
            from information_schema.columns c
            join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
            where locate(chr(10) || lower(c.table_name) || chr(10), chr(10) || ? || chr(10)) > 0 and lower(c.column_name) = ?
              and t.row_count_estimate > 10000
              and not exists (select 1 from information_schema.index_columns i
                              where i.table_schema = c.table_schema and i.table_name = c.table_name
                                and i.column_name = c.column_name and i.ordinal_position = 1)
            order by 1
            """;

    public DatabaseSetup {
        writable = List.copyOf(writable);
        withoutStatistics = List.copyOf(withoutStatistics);
        withoutIndex = List.copyOf(withoutIndex);
    }

    /**
     * Asks the database.
     *
     * @param definitions those that are counted in it
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public static DatabaseSetup read(
            ApplicationDatabases databases, String database, List<MetricDefinition> definitions) {
        return databases.with(
                database,
                session -> session.dialect() == SessionDialect.H2
                        ? ofH2(session, definitions)
                        : ofPostgres(session, definitions));
    }

    private static DatabaseSetup ofPostgres(Session session, List<MetricDefinition> definitions) throws SQLException {
        List<String> writable = WRITABLE.rows(session, row -> row.getString(1));
        Set<String> words = new TreeSet<>();
        definitions.forEach(one -> words.addAll(words(one)));
        List<String> old =
                BoundQuery.of(WITHOUT_STATISTICS, String.join("\n", words)).rows(session, row -> row.getString(1));
        List<String> withoutIndex = withoutIndex(session, WITHOUT_INDEX, definitions);
        return POSTGRESQL
                .rows(
                        session,
                        row -> new DatabaseSetup(
                                false,
                                row.getString(1),
                                row.getString(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                writable,
                                row.getString(6),
                                old,
                                withoutIndex))
                .get(0);
    }

    private static DatabaseSetup ofH2(Session session, List<MetricDefinition> definitions) throws SQLException {
        List<String> withoutIndex = withoutIndex(session, WITHOUT_INDEX_OF_H2, definitions);
        return H2.rows(
                        session,
                        row -> new DatabaseSetup(
                                true,
                                row.getString(1),
                                row.getString(2),
                                false,
                                false,
                                false,
                                List.of(),
                                "0",
                                List.of(),
                                withoutIndex))
                .get(0);
    }

    private static List<String> withoutIndex(Session session, String sql, List<MetricDefinition> definitions)
            throws SQLException {
        Set<String> columns = new TreeSet<>();
        for (MetricDefinition one : definitions) {
            if (one.timestampColumn().isPresent()) {
                String column = bare(one.timestampColumn().get().expression());
                columns.addAll(BoundQuery.of(sql, String.join("\n", words(one)), column)
                        .rows(session, row -> row.getString(1)));
            }
        }
        return List.copyOf(columns);
    }

    /** The column's name in lower case, without its table and quotes. */
    private static String bare(String expression) {
        return expression.replaceFirst("(?s).*\\.", "").replace("\"", "").toLowerCase(Locale.ROOT);
    }

    private static Set<String> words(MetricDefinition definition) {
        return definition
                .sql()
                .map(select -> SqlNames.of(select.text()).words())
                .orElse(Set.of());
    }
}
