package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.definition.sql.SqlNames;
import io.serviceping.plan.scan.Plan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the tables whose rows PostgreSQL's row-level security may hide from us. */
public final class RowSecurityCheck {
    /**
     * A policy applies to the role that reads the table: ours, or the owner of the view between. As in PostgreSQL, it does
     * not apply to a superuser, to a role with BYPASSRLS, nor to an owner who is not forced.
     */
    private static final String HIDDEN = """
            with recursive reads (table_id, role_id) as (
              select c.oid, r.oid from pg_catalog.pg_class c, pg_catalog.pg_roles r
               where r.rolname = current_user and c.relkind in ('r', 'p', 'v')
                 and lower(c.relname) = any (string_to_array(?, chr(10)))
              union
              select d.refobjid,
                     case when array_to_string(v.reloptions, ',') like '%security_invoker=true%' then reads.role_id
                          else v.relowner end
                from reads join pg_catalog.pg_class v on v.oid = reads.table_id and v.relkind = 'v'
                join pg_catalog.pg_rewrite w on w.ev_class = v.oid
                join pg_catalog.pg_depend d on d.classid = cast('pg_catalog.pg_rewrite' as regclass) and d.objid = w.oid
                 and d.refclassid = cast('pg_catalog.pg_class' as regclass) and d.refobjid <> v.oid)
            select distinct cast(cast(t.oid as regclass) as text)
              from reads join pg_catalog.pg_class t on t.oid = reads.table_id
              join pg_catalog.pg_roles o on o.oid = reads.role_id
             where t.relrowsecurity and not o.rolsuper and not o.rolbypassrls
               and (t.relforcerowsecurity or not pg_has_role(o.oid, t.relowner, 'USAGE'))
             order by 1""";

    private final ApplicationDatabases databases;

    public RowSecurityCheck(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /**
     * A warning for each table that the plan's metrics name, or that a view behind such a name reads.
     *
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public List<String> warnings(String database, Plan plan) {
        Set<String> words = new TreeSet<>();
        plan.scans().stream()
                .filter(scan -> scan.database().equals(database))
                .forEach(scan -> words.addAll(SqlNames.of(scan.sql()).words()));
        BoundQuery hidden = BoundQuery.of(HIDDEN, String.join("\n", words));
        return databases
                .with(
                        database,
                        session -> session.dialect() == SessionDialect.POSTGRESQL
                                ? hidden.rows(session, row -> row.getString(1))
                                : List.<String>of())
                .stream()
                .map(table -> "Row-level security of table " + table + " in database '" + database
                        + "' applies to our user: a metric counts only the rows that its policies show. To count all rows,"
                        + " give the user BYPASSRLS or a policy for all rows.")
                .toList();
    }
}
