package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How each database is asked for the functions that it has beside the built-in ones. */
enum OwnFunctions {
    POSTGRESQL {
        /**
         * Those of the search path, since what is found elsewhere is called with its schema. An extension was installed by
         * who may; of its functions only those that may have an effect count.
         */
        private static final String ALL = """
                with own as (
                    select p.oid, p.proname, n.nspname, p.pronargs, p.pronargdefaults, p.proargtypes
                    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    where n.nspname <> 'pg_catalog' and n.nspname <> 'information_schema'
                      and (p.provolatile = 'v' or p.prosecdef or not exists (
                          select from pg_depend d
                          where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')))
                select 'CALL', o.proname, o.nspname, o.proname
                from own o where o.nspname = any (current_schemas(true))
                union
                select 'MEMBER', o.proname, o.nspname, o.proname
                from own o
                join pg_type t on t.oid = o.proargtypes[0] and t.typtype in ('c', 'p')
                where o.nspname = any (current_schemas(true)) and o.pronargs - o.pronargdefaults <= 1
                union
                select 'OPERATOR', x.oprname, o.nspname, o.proname
                from pg_operator x
                join pg_namespace s on s.oid = x.oprnamespace and s.nspname = any (current_schemas(true))
                join own o on o.oid = x.oprcode
                union
                select 'TYPE', t.typname, o.nspname, o.proname
                from pg_cast c join pg_type t on t.oid in (c.casttarget) join own o on o.oid = c.castfunc
                union
                select 'TYPE', t.typname, o.nspname, o.proname
                from pg_type t join own o on o.oid in (t.typinput, t.typmodin, t.typreceive)
                union
                select 'TYPE', t.typname, o.nspname, o.proname
                from pg_type t
                join pg_constraint c on c.contypid = t.oid
                join pg_depend d on d.classid = 'pg_constraint'::regclass and d.objid = c.oid
                     and d.refclassid = 'pg_proc'::regclass
                join own o on o.oid = d.refobjid
                order by 1, 2, 3, 4
                """;

        private static final String DESCRIBE = """
                select format('%s.%s(%s): %s, owner %s%s', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid),
                              case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
                              pg_get_userbyid(p.proowner), case when p.prosecdef then ', security definer' else '' end)
                from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where lower(n.nspname || '.' || p.proname) = lower(?)
                order by 1
                """;

        @Override
        List<OwnFunction> all(Session session) throws SQLException {
            return BoundQuery.of(ALL).rows(session, OwnFunctions::function);
        }

        @Override
        List<String> described(Session session, String function) throws SQLException {
            return BoundQuery.of(DESCRIBE, function).rows(session, row -> row.getString(1));
        }

        @Override
        boolean isAdmin(Session session) {
            return false;
        }
    },
    H2 {
        // The catalogue's own names are in capitals, whatever H2 makes of names without quotes.
        private static final String ALL = """
                select distinct 'CALL', ROUTINE_NAME, ROUTINE_SCHEMA, ROUTINE_NAME
                from INFORMATION_SCHEMA.ROUTINES order by 2, 3
                """;

        private static final String DESCRIBE = """
                select ROUTINE_SCHEMA || '.' || ROUTINE_NAME || ': ' ||
                       case IS_DETERMINISTIC when 'YES' then 'deterministic' else 'not deterministic' end ||
                       coalesce(', ' || EXTERNAL_NAME, '')
                from INFORMATION_SCHEMA.ROUTINES
                where lower(ROUTINE_SCHEMA || '.' || ROUTINE_NAME) = lower(?)
                order by 1
                """;

        private static final String ADMIN =
                "select IS_ADMIN from INFORMATION_SCHEMA.USERS where upper(USER_NAME) = upper(current_user)";

        @Override
        List<OwnFunction> all(Session session) throws SQLException {
            return BoundQuery.of(ALL).rows(session, OwnFunctions::function);
        }

        @Override
        List<String> described(Session session, String function) throws SQLException {
            return BoundQuery.of(DESCRIBE, function).rows(session, row -> row.getString(1));
        }

        @Override
        boolean isAdmin(Session session) throws SQLException {
            return BoundQuery.of(ADMIN).rows(session, row -> row.getBoolean(1)).contains(true);
        }
    };

    static OwnFunctions of(Session session) {
        return session.dialect() == SessionDialect.H2 ? H2 : POSTGRESQL;
    }

    /** All that a metric could reach without naming their schema. */
    abstract List<OwnFunction> all(Session session) throws SQLException;

    /** What the database says of a function, named with its schema; one line for each that has the name. */
    abstract List<String> described(Session session, String function) throws SQLException;

    abstract boolean isAdmin(Session session) throws SQLException;

    /** A line for each function of the database that has one of these names. */
    List<String> describe(Session session, Set<String> functions) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String function : functions) {
            lines.addAll(described(session, function));
        }
        return lines;
    }

    private static OwnFunction function(ResultSet row) throws SQLException {
        return new OwnFunction(
                OwnFunction.Way.valueOf(row.getString(1)),
                row.getString(2).toLowerCase(Locale.ROOT),
                row.getString(3),
                row.getString(4));
    }
}
