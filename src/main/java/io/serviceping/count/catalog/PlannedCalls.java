package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Functions of a PostgreSQL database's own that the planner can call because a statement reads a table, in expressions that
 * belong to the table: those over constants alone, and those whose body it can put in their place.
 */
final class PlannedCalls {
    private static final Set<TreeField> CALLS =
            EnumSet.of(TreeField.FUNCTION, TreeField.OF_OPERATOR, TreeField.OPERATOR);

    private PlannedCalls() {}

    /** @param runsWithoutName whether the database has something that a body can call without naming it */
    static List<OwnFunction> of(Connection connection, boolean runsWithoutName) throws SQLException {
        return BoundQuery.of(PostgresOwnFunctions.PLANNED)
                .rows(
                        connection,
                        row -> canBeCalled(row, runsWithoutName)
                                ? Optional.of(OwnFunctions.function(row))
                                : Optional.<OwnFunction>empty())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean canBeCalled(ResultSet row, boolean runsWithoutName) throws SQLException {
        if (row.getBoolean("inlined") && (row.getBoolean("named") || runsWithoutName)) {
            return true;
        }
        return row.getBoolean("own") && isOverConstants(row.getString("tree"), row.getString("number"));
    }

    private static boolean isOverConstants(String expressions, String number) {
        try {
            return nodes(NodeText.read("(" + expressions + ")"))
                    .anyMatch(node -> calls(node, number)
                            && inside(node).noneMatch(one -> one.name().equals("var")));
        } catch (IllegalArgumentException e) {
            // It cannot be read, so that it could.
            return true;
        }
    }

    private static boolean calls(NodeText.Node node, String number) {
        return node.fields().entrySet().stream()
                .anyMatch(field -> CALLS.contains(TreeField.of(node.name(), field.getKey()))
                        && field.getValue().numbers().contains(number));
    }

    private static Stream<NodeText.Node> nodes(NodeText.Value value) {
        return value.nodes().stream().flatMap(node -> Stream.concat(Stream.of(node), inside(node)));
    }

    private static Stream<NodeText.Node> inside(NodeText.Node node) {
        return node.fields().values().stream().flatMap(PlannedCalls::nodes);
    }
}
