package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Queries for functions that are not built in. */
enum OwnFunctions {
    POSTGRESQL {
        @Override
        List<OwnFunction> all(Session session) throws SQLException {
            return session.read(connection -> {
                BoundQuery.of(PostgresOwnFunctions.WITHOUT_COMPILER).rows(connection, row -> row.getString(1));
                List<String> path = BoundQuery.of("select pg_catalog.current_schemas(true)")
                        .rowsAsRole(session.dialect(), connection, row -> row.getString(1));
                return BoundQuery.of(PostgresOwnFunctions.SQL, path.get(0)).rows(connection, OwnFunctions::function);
            });
        }

        private static final String DESCRIBE = """
                select format('%s.%s(%s): %s, owner %s%s', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid),
                              case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
                              pg_get_userbyid(p.proowner), case when p.prosecdef then ', security definer' else '' end)
                from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where lower(n.nspname || '.' || p.proname) = lower(?)
                order by 1
                """;

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
        // The catalogue's names are in upper case, however H2 folds unquoted names.
        private static final String ROUTINES = """
                select distinct 'CALL', array[ROUTINE_NAME], ROUTINE_SCHEMA, ROUTINE_NAME, null, false, null
                from INFORMATION_SCHEMA.ROUTINES
                order by 3, 4
                """;

        /** A view can read the table, and a synonym can mean it. */
        private static final String TABLES = """
                with readers (NAME) as (
                    select TABLE_NAME from INFORMATION_SCHEMA.VIEWS where TABLE_SCHEMA <> 'INFORMATION_SCHEMA'
                    union select SYNONYM_NAME from INFORMATION_SCHEMA.SYNONYMS)
                select 'TRIGGER', array(select EVENT_OBJECT_TABLE union select NAME from readers),
                       TRIGGER_SCHEMA, TRIGGER_NAME, null, false, null
                from INFORMATION_SCHEMA.TRIGGERS
                where EVENT_MANIPULATION like '%SELECT%'
                union all
                select 'LINK', array(select TABLE_NAME union select NAME from readers), TABLE_SCHEMA, TABLE_NAME, null, false, null
                from INFORMATION_SCHEMA.TABLES
                where STORAGE_TYPE = 'TABLE LINK'
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
            List<OwnFunction> routines = BoundQuery.of(ROUTINES).rows(session, OwnFunctions::function);
            List<OwnFunction> tables = BoundQuery.of(TABLES).rows(session, OwnFunctions::function);
            return Stream.of(routines.stream(), tables.stream(), H2Domains.of(session, routines))
                    .flatMap(some -> some)
                    .toList();
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

    /** All that a metric could call without naming a schema. */
    abstract List<OwnFunction> all(Session session) throws SQLException;

    /** Describes a function, named with its schema, with one line for each overload. */
    abstract List<String> described(Session session, String function) throws SQLException;

    abstract boolean isAdmin(Session session) throws SQLException;

    List<String> describe(Session session, Set<String> functions) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String function : functions) {
            lines.addAll(described(session, function));
        }
        return lines;
    }

    static OwnFunction function(ResultSet row) throws SQLException {
        return new OwnFunction(
                OwnFunction.Way.valueOf(row.getString(1)),
                words(row.getArray(2)),
                row.getString(3),
                row.getString(4),
                words(row.getArray(5)),
                row.getBoolean(6),
                Objects.requireNonNullElse(row.getString(7), ""));
    }

    static Set<String> words(@Nullable Array words) throws SQLException {
        return words == null
                ? Set.of()
                : Stream.of((Object[]) words.getArray())
                        .map(word -> word.toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
    }
}
