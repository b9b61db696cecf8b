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
import org.jspecify.annotations.Nullable;

/**
 * Functions of a PostgreSQL database's own that the planner can call because a statement reads a table, in expressions that
 * belong to the table: those over constants alone, and those whose body it can put in their place. The planner simplifies an
 * expression, so that much becomes a constant: an argument that is not used, a CASE, what is strict and gets a null.
 */
final class PlannedCalls {
    private static final Set<TreeField> CALLS =
            EnumSet.of(TreeField.FUNCTION, TreeField.OF_OPERATOR, TreeField.OPERATOR);

    /** Numbers of objects that a database made; the server's own are below. */
    private static final long FIRST_OWN = 16_384;

    private PlannedCalls() {}

    /**
     * @param unnamed whether the database has something that a body can call without naming it
     * @param typed the same, if the body has an own type
     */
    static List<OwnFunction> of(Connection connection, boolean unnamed, boolean typed) throws SQLException {
        return BoundQuery.of(PostgresOwnFunctions.PLANNED)
                .rows(
                        connection,
                        row -> canBeCalled(row, unnamed, typed)
                                ? Optional.of(OwnFunctions.function(row))
                                : Optional.<OwnFunction>empty())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean canBeCalled(ResultSet row, boolean unnamed, boolean typed) throws SQLException {
        boolean callsOther = row.getBoolean("depends") || unnamed || (typed && row.getBoolean("typed"));
        return OwnFunction.Way.valueOf(row.getString("way")) == OwnFunction.Way.INLINED
                ? callsOther || row.getBoolean("named")
                : (callsOther && row.getBoolean("defaults"))
                        || canBeOverConstants(row.getString("tree"), row.getString("number"));
    }

    private static boolean canBeOverConstants(@Nullable String expressions, String number) {
        try {
            return expressions == null
                    || nodes(NodeText.read("(" + expressions + ")"))
                            .anyMatch(node ->
                                    calls(node, number) && arguments(node).noneMatch(PlannedCalls::isNeverConstant));
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

    /** A column, or what is calculated from a column by functions of the server's own that get no null. */
    private static boolean isNeverConstant(NodeText.Node node) {
        return switch (node.name()) {
            case "var" -> true;
            case "relabeltype", "coerceviaio", "funcexpr", "opexpr" ->
                !isOwn(node)
                        && arguments(node).anyMatch(PlannedCalls::isNeverConstant)
                        && arguments(node).allMatch(one -> isNeverConstant(one) || isValue(one));
            default -> false;
        };
    }

    private static boolean isOwn(NodeText.Node node) {
        return Stream.of("funcid", "opfuncid")
                .flatMap(field ->
                        node.fields().containsKey(field) ? node.fields().get(field).numbers().stream() : Stream.empty())
                .anyMatch(number -> Long.parseLong(number) >= FIRST_OWN);
    }

    private static boolean isValue(NodeText.Node node) {
        return node.name().equals("const")
                && node.fields().containsKey("constisnull")
                && node.fields().get("constisnull").words().equals(List.of("false"));
    }

    private static Stream<NodeText.Node> arguments(NodeText.Node node) {
        return Stream.concat(node.inside("args").stream(), node.inside("arg").stream());
    }

    private static Stream<NodeText.Node> nodes(NodeText.Value value) {
        return value.nodes().stream().flatMap(node -> Stream.concat(Stream.of(node), inside(node)));
    }

    private static Stream<NodeText.Node> inside(NodeText.Node node) {
        return node.fields().values().stream().flatMap(PlannedCalls::nodes);
    }
}
