package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

    private final boolean unnamed;
    private final boolean typed;
    /** Numbers of the functions and operators that the planner can replace by a body, which need not use an argument. */
    private final Set<String> inlined;

    private PlannedCalls(boolean unnamed, boolean typed, Set<String> inlined) {
        this.unnamed = unnamed;
        this.typed = typed;
        this.inlined = inlined;
    }

    /** A function in an expression. */
    private record Found(
            OwnFunction function,
            @Nullable String tree,
            String number,
            boolean hasDefaults,
            boolean namesOwn,
            boolean dependsOnOwn,
            boolean hasOwnType) {
        boolean isInlined() {
            return function.way() == OwnFunction.Way.INLINED;
        }
    }

    /**
     * @param unnamed whether the database has something that a body can call without naming it
     * @param typed the same, if the body has an own type
     */
    static List<OwnFunction> of(Connection connection, boolean unnamed, boolean typed) throws SQLException {
        List<Found> found = BoundQuery.of(PostgresOwnFunctions.PLANNED)
                .rows(
                        connection,
                        row -> new Found(
                                OwnFunctions.function(row),
                                row.getString("tree"),
                                row.getString("number"),
                                row.getBoolean("defaults"),
                                row.getBoolean("named"),
                                row.getBoolean("depends"),
                                row.getBoolean("typed")));
        Set<String> inlined =
                found.stream().filter(Found::isInlined).map(Found::number).collect(Collectors.toSet());
        PlannedCalls calls = new PlannedCalls(unnamed, typed, inlined);
        return found.stream().filter(calls::canBeCalled).map(Found::function).toList();
    }

    private boolean canBeCalled(Found one) {
        boolean callsOther = one.dependsOnOwn() || unnamed || (typed && one.hasOwnType());
        return one.isInlined()
                ? callsOther || one.namesOwn()
                : (callsOther && one.hasDefaults()) || canBeOverConstants(one.tree(), one.number());
    }

    private boolean canBeOverConstants(@Nullable String expressions, String number) {
        try {
            return expressions == null
                    || nodes(NodeText.read("(" + expressions + ")")).stream()
                            .anyMatch(node -> calls(node, number)
                                    && arguments(node).stream().noneMatch(this::isNeverConstant));
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

    /** A column, or what is calculated from a column by functions that get no null and use their arguments. */
    private boolean isNeverConstant(NodeText.Node node) {
        List<NodeText.Node> arguments = arguments(node);
        return switch (node.name()) {
            case "var" -> true;
            case "coalesceexpr", "coalesce" -> !arguments.isEmpty() && isNeverConstant(arguments.get(0));
            case "relabeltype", "coerceviaio", "funcexpr", "opexpr" ->
                inlined.stream().noneMatch(number -> calls(node, number)) && useAColumn(arguments);
            default -> false;
        };
    }

    private boolean useAColumn(List<NodeText.Node> arguments) {
        boolean any = false;
        for (NodeText.Node one : arguments) {
            boolean never = isNeverConstant(one);
            if (!never && !isValue(one)) {
                return false;
            }
            any |= never;
        }
        return any;
    }

    private static boolean isValue(NodeText.Node node) {
        NodeText.Value isNull = node.fields().get("constisnull");
        return node.name().equals("const") && isNull != null && isNull.words().equals(List.of("false"));
    }

    private static List<NodeText.Node> arguments(NodeText.Node node) {
        return Stream.concat(node.inside("args").stream(), node.inside("arg").stream())
                .toList();
    }

    /** All nodes, each with those inside it. */
    private static List<NodeText.Node> nodes(NodeText.Value value) {
        List<NodeText.Node> nodes = new ArrayList<>(value.nodes());
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).fields().values().forEach(inside -> nodes.addAll(inside.nodes()));
        }
        return nodes;
    }
}
