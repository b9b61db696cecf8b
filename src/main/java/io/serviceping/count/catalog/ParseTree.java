package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.plan.query.Parameter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * PostgreSQL's parse tree of a statement, which names functions, operators and types by number. PREPARE makes the tree and
 * neither plans nor runs the statement; planning would already call immutable functions. The server sends the tree as a
 * message, which it also writes to its log.
 */
final class ParseTree {
    private static final String SHOW = """
            select set_config('debug_print_parse', 'on', true), set_config('debug_pretty_print', 'off', true),
                   set_config('client_min_messages', 'log', true)
            """;

    private static final String HIDE = "select set_config('debug_print_parse', 'off', true)";

    /** The tree of the SELECT, not of the PREPARE around it. The words before it are in the server's language. */
    private static final String OF_SELECT = "{QUERY :commandType 1 ";

    private ParseTree() {}

    /**
     * The functions that the statement calls, by operators, casts and types too, and that are not known to have no
     * effect. Empty: not known, because the database shows no tree.
     *
     * @throws SQLException also when the database does not accept the statement, now or ever
     */
    static Optional<List<OwnFunction>> called(Session session, List<Parameter> parameters, String sql)
            throws SQLException {
        return session.read(connection -> {
            List<String> trees = trees(connection, parameters, sql);
            return trees.isEmpty()
                    ? Optional.empty()
                    : Optional.of(called(connection, numbers(String.join(" ", trees))));
        });
    }

    private static TreeNumbers numbers(String tree) throws SQLException {
        try {
            return new TreeNumbers(tree);
        } catch (IllegalArgumentException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private static List<OwnFunction> called(Connection connection, TreeNumbers tree) throws SQLException {
        BoundQuery.of(PostgresOwnFunctions.WITHOUT_COMPILER).rows(connection, row -> row.getString(1));
        addChecks(connection, tree);
        return BoundQuery.of(
                        PostgresOwnFunctions.CALLED,
                        list(AllowedFunctions.harmless()),
                        list(tree.types()),
                        list(tree.made()),
                        list(tree.operators()),
                        list(tree.byName()),
                        list(tree.behind()),
                        list(tree.functionsOfOperators()),
                        String.valueOf(tree.makesJson()),
                        list(tree.throughText()),
                        String.valueOf(tree.hasSetOperations()),
                        list(tree.relations()))
                .rows(connection, OwnFunctions::function);
    }

    /** The checks of domains make values of other domains. */
    private static void addChecks(Connection connection, TreeNumbers tree) throws SQLException {
        Set<String> known = new HashSet<>();
        List<String> checks;
        do {
            checks = BoundQuery.of(PostgresOwnFunctions.CHECKS, list(tree.types()), list(tree.made()))
                    .rows(connection, row -> row.getString(1));
            checks.removeIf(check -> !known.add(check));
            tree.addReached(numbers(String.join(" ", checks)));
        } while (!checks.isEmpty());
    }

    private static List<String> trees(Connection connection, List<Parameter> parameters, String sql)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(SHOW);
            // In one request, so that no prepared statement stays in the session.
            String prepare = "prepare service_ping_parsed" + types(parameters) + " as " + connection.nativeSQL(sql)
                    + "\n; deallocate service_ping_parsed";
            SessionDialect.POSTGRESQL.asRole(connection, () -> statement.execute(prepare));
            List<String> trees = new ArrayList<>();
            for (SQLWarning one = statement.getWarnings(); one != null; one = one.getNextWarning()) {
                trees.add(detail(one));
            }
            statement.execute(HIDE);
            trees.removeIf(tree -> !tree.startsWith(OF_SELECT));
            // With those of functions that ran, such as a check's.
            return trees;
        }
    }

    /** An array, as PostgreSQL reads it. */
    static String list(Set<String> words) {
        return "{" + String.join(",", words) + "}";
    }

    /** A property of the driver's class, which is not on the compiler's class path. */
    private static String detail(SQLWarning warning) {
        return String.valueOf(
                PropertyAccessorFactory.forBeanPropertyAccess(warning).getPropertyValue("serverErrorMessage.detail"));
    }

    private static String types(List<Parameter> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.stream().map(ParseTree::type).collect(Collectors.joining(", ", "(", ")"));
    }

    /** The type as which {@link SessionDialect#bind} sends the parameter. */
    private static String type(Parameter parameter) {
        if (parameter instanceof Parameter.Timestamp) {
            return "pg_catalog.unknown";
        } else if (parameter instanceof Parameter.Date) {
            return "pg_catalog.date";
        }
        return parameter instanceof Parameter.Whole ? "pg_catalog.int8" : "pg_catalog.varchar";
    }
}
