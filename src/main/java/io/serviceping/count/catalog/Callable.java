package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.definition.sql.SqlNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What statements could call in a PostgreSQL database that is not known to have no effect: built in, or of the database's
 * own, allowed or not. Names are in lower case.
 */
final class Callable {
    private enum Kind {
        NAMED,
        BUILT_IN,
        OPERATOR,
        /** Called without a name: of casts, comparisons, and operators that SQL has words for. */
        UNNAMED,
        /** Of casts without an effect. */
        TEXT,
        /** What parsing the text of an array, a row or a range can run. */
        WHEN_PARSED,
        /** What parsing the text of an own type can run. */
        WRITTEN,
        /** Not empty: the server shows parse trees. */
        TREES,
        /** Not empty: the database can have something of its own of these kinds. */
        OWN
    }

    private final Map<Kind, Set<String>> names = new EnumMap<>(Kind.class);
    private final List<OwnFunction> planned = new ArrayList<>();

    private Callable() {}

    /** Of H2 nothing is known. */
    static Callable of(Session session) throws SQLException {
        Callable callable = new Callable();
        if (session.dialect() == SessionDialect.POSTGRESQL) {
            session.read(connection -> {
                callable.add(connection, PostgresOwnFunctions.BUILT_IN);
                if (callable.has(Kind.OWN)) {
                    BoundQuery.of(PostgresOwnFunctions.WITHOUT_COMPILER).rows(connection, row -> row.getString(1));
                    callable.add(connection, PostgresOwnFunctions.CALLABLE);
                    callable.planned.addAll(PlannedCalls.of(
                            connection,
                            callable.has(Kind.UNNAMED),
                            callable.has(Kind.WHEN_PARSED) || callable.has(Kind.WRITTEN)));
                }
                return callable;
            });
        }
        return callable;
    }

    private void add(Connection connection, String query) throws SQLException {
        BoundQuery.of(query, ParseTree.list(AllowedFunctions.harmless()))
                .rows(
                        connection,
                        row -> names.computeIfAbsent(Kind.valueOf(row.getString(1)), any -> new HashSet<>())
                                .addAll(OwnFunctions.words(row.getArray(2))));
    }

    /** What planning a statement with these names calls. */
    Stream<OwnFunction> planned(SqlNames sql) {
        return planned.stream().filter(one -> one.isMeantBy(sql));
    }

    private Set<String> of(Kind kind) {
        return names.getOrDefault(kind, Set.of());
    }

    private boolean has(Kind kind) {
        return !of(kind).isEmpty();
    }

    boolean hasTrees() {
        return has(Kind.TREES);
    }

    /** Whether a statement with these names could call any of it. */
    boolean canBeIn(SqlNames sql) {
        return Stream.of(Kind.UNNAMED, Kind.TEXT, Kind.WHEN_PARSED, Kind.WRITTEN)
                        .anyMatch(this::has)
                || !Collections.disjoint(of(Kind.NAMED), sql.words())
                || !Collections.disjoint(of(Kind.OPERATOR), sql.operators());
    }

    /** Whether parsing a statement with these names could run something, if it has a certain type. */
    boolean canRunWhenParsed(SqlNames sql) {
        return canRunForAnyText() || (has(Kind.WHEN_PARSED) && sql.hasLiterals());
    }

    /** Whether parsing any text could run something, and not only the text of an array, a row or a range. */
    boolean canRunForAnyText() {
        return has(Kind.WRITTEN);
    }

    /** A built-in function that is called without a schema. */
    Optional<String> builtIn(SqlNames sql) {
        Set<String> called = new TreeSet<>(of(Kind.BUILT_IN));
        called.retainAll(sql.called());
        return called.stream().findFirst();
    }
}
