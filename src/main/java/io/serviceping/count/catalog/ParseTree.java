package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.jdbc.Failure;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final String MESSAGE = "parse tree:";

    /** The tree of the SELECT, not of the PREPARE around it. */
    private static final String OF_SELECT = "{QUERY :commandType 1 ";

    /** A function's number, and how it is called: 0 is by its name. */
    private static final Pattern FUNCTION = Pattern.compile(
            ":funcid ([0-9]+)(?: :funcresulttype [0-9]+ :funcretset \\w+ :funcvariadic \\w+ :funcformat ([0-9]))?");

    private static final Pattern CALLED =
            Pattern.compile(":(?:aggfnoid|winfnoid|tsmhandler|startInRangeFunc|endInRangeFunc) ([0-9]+)");
    private static final Pattern OF_OPERATORS = Pattern.compile(":(?:opfuncid|hashfuncid|negfuncid) ([0-9]+)");
    private static final Pattern OPERATORS = Pattern.compile(":(?:opno|opnos|eqop|sortop) (?:\\(o )?([0-9 ]+)");
    private static final Pattern TYPES =
            Pattern.compile(":\\w*typ(?:e|es|eid|id) (?:\\(o )?([0-9 ]+)", Pattern.CASE_INSENSITIVE);

    /** Types whose values the statement makes of others. */
    private static final Pattern MADE = Pattern.compile(
            ":(?:resulttype|consttype|row_typeid|typid|funccoltypes) (?:\\(o )?([0-9 ]+)|\\{TABLEFUNC .*?:coltypes \\(o ([0-9 ]+)");

    private static final String JOINED = ":joinaliasvars (";
    private static final String ROW_OF_A_JOIN = ":vartype 2249 ";

    private ParseTree() {}

    /**
     * The functions that the statement calls, by operators, casts and types too, and that are not known to have no
     * effect. Empty: not known, because the database shows no tree (before version 15) or does not accept the statement.
     */
    static Optional<List<OwnFunction>> called(Session session, WrittenScan scan) throws SQLException {
        try {
            return session.read(connection -> {
                Optional<String> tree = tree(connection, scan);
                return tree.isEmpty() ? Optional.empty() : Optional.of(called(connection, tree.get()));
            });
        } catch (SQLException e) {
            if (Failure.of(e).isOfDatabase()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static List<OwnFunction> called(Connection connection, String tree) throws SQLException {
        Set<String> called = numbers(tree, CALLED);
        Set<String> casts = new TreeSet<>();
        FUNCTION.matcher(tree).results().forEach(one -> {
            boolean isCast = "1".equals(one.group(2)) || "2".equals(one.group(2));
            (isCast ? casts : called).add(one.group(1));
        });
        BoundQuery.of(PostgresOwnFunctions.WITHOUT_COMPILER).rows(connection, row -> row.getString(1));
        return BoundQuery.of(
                        PostgresOwnFunctions.CALLED,
                        list(AllowedFunctions.harmless()),
                        list(numbers(withoutUnusedColumns(tree), TYPES)),
                        list(numbers(tree, MADE)),
                        list(called),
                        list(casts),
                        list(numbers(tree, OF_OPERATORS)),
                        list(numbers(tree, OPERATORS)),
                        String.valueOf(tree.contains("{JSON")))
                .rows(connection, OwnFunctions::function);
    }

    private static Optional<String> tree(Connection connection, WrittenScan scan) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(SHOW);
            // In one request, so that no prepared statement stays in the session.
            statement.execute("prepare service_ping_parsed" + types(scan) + " as " + connection.nativeSQL(scan.sql())
                    + "\n; deallocate service_ping_parsed");
            List<String> trees = new ArrayList<>();
            for (SQLWarning one = statement.getWarnings(); one != null; one = one.getNextWarning()) {
                if (MESSAGE.equals(one.getMessage())) {
                    trees.add(detail(one));
                }
            }
            statement.execute(HIDE);
            trees.removeIf(tree -> !tree.startsWith(OF_SELECT));
            // The server breaks lines at spaces.
            return trees.size() == 1 ? Optional.of(trees.get(0).replace('\n', ' ')) : Optional.empty();
        }
    }

    /** The list of a join's columns has those that the statement does not use. Only a row of the join has no other trace. */
    private static String withoutUnusedColumns(String tree) {
        if (tree.contains(ROW_OF_A_JOIN)) {
            return tree;
        }
        StringBuilder kept = new StringBuilder();
        int from = 0;
        for (int at = tree.indexOf(JOINED); at >= 0; at = tree.indexOf(JOINED, from)) {
            kept.append(tree, from, at);
            from = closing(tree, at + JOINED.length() - 1);
        }
        return kept.append(tree, from, tree.length()).toString();
    }

    private static int closing(String tree, int opening) {
        int depth = 0;
        int at = opening;
        do {
            char c = tree.charAt(at);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at += c == '\\' ? 2 : 1;
        } while (depth > 0);
        return at;
    }

    private static Set<String> numbers(String tree, Pattern pattern) {
        return pattern.matcher(tree)
                .results()
                .map(found ->
                        found.group(found.groupCount()) == null ? found.group(1) : found.group(found.groupCount()))
                .flatMap(numbers -> Stream.of(numbers.strip().split(" +")))
                .collect(Collectors.toCollection(TreeSet::new));
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

    private static String types(WrittenScan scan) {
        return scan.parameters().isEmpty()
                ? ""
                : scan.parameters().stream().map(ParseTree::type).collect(Collectors.joining(", ", "(", ")"));
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
