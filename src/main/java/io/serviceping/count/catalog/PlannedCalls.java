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
 * Functions of a PostgreSQL database's own that the planner calls because a statement reads a table: those over constants
 * alone, in expressions that belong to the table.
 */
final class PlannedCalls {
    private static final Set<TreeField> CALLS =
            EnumSet.of(TreeField.FUNCTION, TreeField.OF_OPERATOR, TreeField.OPERATOR);

    private PlannedCalls() {}

    static List<OwnFunction> of(Connection connection) throws SQLException {
        return BoundQuery.of(PostgresOwnFunctions.PLANNED).rows(connection, PlannedCalls::planned).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<OwnFunction> planned(ResultSet row) throws SQLException {
        return row.getBoolean(10) || isOverConstants(row.getString(8), row.getString(9))
                ? Optional.of(OwnFunctions.function(row))
                : Optional.empty();
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
