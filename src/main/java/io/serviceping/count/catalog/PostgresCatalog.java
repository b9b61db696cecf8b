package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.plan.facts.TableFacts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** PostgreSQL's system catalogue. */
final class PostgresCatalog implements CatalogQueries {
    /** {@linkplain SessionDialect#asRole As our role finds it}; with nothing that could be another schema's. */
    private static final String FIND =
            "select cast(pg_catalog.to_regclass(cast(? as pg_catalog.text)) as pg_catalog.oid)";

    private static final String RESOLVE = """
            select '"' || replace(n.nspname, '"', '""') || '"."' || replace(c.relname, '"', '""') || '"'
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.oid = cast(? as oid) and c.relkind in ('r', 'p', 'm', 'v')
            """;

    /**
     * Estimates rows as PostgreSQL's planner does: density at the last ANALYZE times today's size. Never analysed: 100
     * rows a page (some 80 bytes a row). Asks the size of the table's own members alone, because asking waits for a lock:
     * without MATERIALIZED, PostgreSQL may ask that of every table.
     */
    private static final String RELATION = """
            with recursive tree(oid) as (
                select cast(to_regclass(?) as oid)
                union
                select i.inhrelid from pg_inherits i join tree t on i.inhparent = t.oid),
            member as materialized (
                select c.oid, c.reltuples, c.relpages
                from tree t
                join pg_class c on c.oid = t.oid and c.relkind in ('r', 'm')),
            size as (
                select sum(case when m.reltuples > 0 and m.relpages > 0 then m.reltuples / m.relpages * s.pages
                                else s.pages * 100 end) as estimated,
                       sum(s.pages) as pages
                from member m
                cross join lateral (
                    select coalesce(pg_relation_size(m.oid), 0) / cast(current_setting('block_size') as bigint)) s(pages))
            select cast(c.relkind as text),
                   coalesce(cast(size.estimated as bigint), 0),
                   coalesce(size.pages, 0),
                   a.amname is not distinct from 'heap'
                       and cast(current_setting('server_version_num') as integer) >= 140000
                       and not pg_is_in_recovery(),
                   exists (select from pg_inherits i where i.inhparent = c.oid)
            from pg_class c
            left join pg_am a on a.oid = c.relam
            cross join size
            where c.oid = to_regclass(?)
            """;

    /**
     * A key column is NOT NULL, in the table and in all that inherit from it, and its index has the order of ORDER BY.
     * With inheritance, an index counts only if each table has one with the same leading column. The values of its type are
     * compared by built-in operators, as an enumeration's are; a domain counts as the type below it.
     */
    private static final String INDEX_COLUMNS = """
            with recursive tree(oid) as (
                select cast(to_regclass(?) as oid)
                union
                select i.inhrelid from pg_inherits i join tree t on i.inhparent = t.oid
                join pg_class p on p.oid = i.inhparent and p.relkind <> 'p'),
            ordered as (
                select i.*
                from pg_index i
                join pg_class x on x.oid = i.indexrelid
                join pg_am a on a.oid = x.relam and a.amname = 'btree'
                where i.indisvalid and i.indpred is null)
            select cast(i.indexrelid as text),
                   case when i.indisprimary then 0 else 1 end,
                   c.attname,
                   case when i.indisunique and i.indexprs is null
                             and k.direction & 1 = i.indoption[0] & 1
                             and k.sorting = c.attcollation
                             and o.opcdefault
                             and not exists (
                                 select from tree t
                                 join pg_attribute a on a.attrelid = t.oid and a.attname = c.attname
                                 where not a.attnotnull or exists (
                                     select from pg_constraint n
                                     where n.conrelid = a.attrelid and n.contype = 'n' and not n.convalidated
                                       and a.attnum = any (n.conkey)))
                             and (y.typnamespace = 'pg_catalog'::regnamespace or y.typtype = 'e')
                        then format_type(y.oid, -1) end
            from ordered i
            cross join lateral unnest(i.indkey, i.indoption, i.indcollation, i.indclass)
                with ordinality k(attnum, direction, sorting, class, position)
            join pg_opclass o on o.oid = k.class
            left join pg_attribute c on c.attrelid = i.indrelid and c.attnum = k.attnum and k.attnum > 0
            left join lateral (
                with recursive below(oid) as (
                    select c.atttypid
                    union
                    select t.typbasetype from below b join pg_type t on t.oid = b.oid and t.typtype = 'd')
                select t.* from below b join pg_type t on t.oid = b.oid and t.typtype <> 'd') y on true
            where i.indrelid = to_regclass(?)
              and k.position <= i.indnkeyatts
              and not exists (
                  select from tree t
                  where t.oid <> i.indrelid and not exists (
                      select from ordered s
                      join pg_attribute l on l.attrelid = s.indrelid and l.attnum = s.indkey[0]
                      join pg_attribute f on f.attrelid = i.indrelid and f.attnum = i.indkey[0]
                      where s.indrelid = t.oid and l.attname = f.attname))
            order by 2, i.indexrelid, k.position
            """;

    private static final String BLOCKS =
            "select pg_relation_size(to_regclass(?)) / cast(current_setting('block_size') as bigint)";

    private static final String IDENTITY = """
            select concat_ws(' ', 'postgresql', cast(current_setting('server_version_num') as integer) / 10000,
                             current_database(), cast(to_regclass(?) as oid))
            """;

    private static final String COLUMNS = """
            select a.attname, concat_ws(' ', a.attnum, a.atttypid)
            from pg_attribute a
            where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
            """;

    @Override
    public Optional<String> resolve(Connection connection, String nameAsWritten) throws SQLException {
        Optional<String> found = BoundQuery.of(FIND, nameAsWritten)
                .rowsAsRole(SessionDialect.POSTGRESQL, connection, row -> Optional.ofNullable(row.getString(1)))
                .get(0);
        return found.isEmpty()
                ? Optional.empty()
                : BoundQuery.of(RESOLVE, found.get()).rows(connection, row -> row.getString(1)).stream()
                        .findFirst();
    }

    @Override
    public Optional<Relation> relation(Connection connection, String name) throws SQLException {
        return BoundQuery.of(RELATION, name, name).rows(connection, row -> relation(name, row)).stream()
                .findFirst();
    }

    private static Relation relation(String name, ResultSet row) throws SQLException {
        TableFacts.Kind kind = kind(row.getString(1));
        boolean hasChildren = kind != TableFacts.Kind.PARTITIONED && row.getBoolean(5);
        boolean blockRanges = kind == TableFacts.Kind.TABLE && row.getBoolean(4);
        return new Relation(name, kind, row.getLong(2), row.getLong(3), blockRanges && !hasChildren, hasChildren);
    }

    private static TableFacts.Kind kind(String relkind) {
        return switch (relkind) {
            case "p" -> TableFacts.Kind.PARTITIONED;
            case "v" -> TableFacts.Kind.VIEW;
            default -> TableFacts.Kind.TABLE;
        };
    }

    @Override
    public List<IndexColumn> indexColumns(Connection connection, Relation relation) throws SQLException {
        return BoundQuery.of(INDEX_COLUMNS, relation.name(), relation.name())
                .rows(
                        connection,
                        row -> new IndexColumn(row.getString(1), row.getInt(2), row.getString(3), row.getString(4)));
    }

    @Override
    public Set<String> writings(String name) {
        String quoted = JdbcCatalog.quoted(name);
        return isPlain(name) ? Set.of(name, quoted) : Set.of(quoted);
    }

    static boolean isPlain(String name) {
        return !Character.isDigit(name.charAt(0))
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }

    @Override
    public String identity(Connection connection, String table) throws SQLException {
        return BoundQuery.of(IDENTITY, table)
                .rows(connection, row -> row.getString(1))
                .get(0);
    }

    @Override
    public SortedMap<String, String> columns(Connection connection, String table) throws SQLException {
        return BoundQuery.of(COLUMNS, table).texts(connection);
    }

    @Override
    public long blocks(Connection connection, String table) throws SQLException {
        return BoundQuery.of(BLOCKS, table)
                .rows(connection, row -> row.getLong(1))
                .get(0);
    }

    @Override
    public boolean followsBlocks(Connection connection, String table, String column) throws SQLException {
        return PostgresStatistics.followsBlocks(connection, table, column);
    }

    @Override
    public OptionalLong distinctValues(Connection connection, String table, String column) throws SQLException {
        return PostgresStatistics.distinctValues(connection, table, column);
    }

    @Override
    public List<String> histogram(Connection connection, String table, String column) throws SQLException {
        return PostgresStatistics.histogram(connection, table, column);
    }
}
