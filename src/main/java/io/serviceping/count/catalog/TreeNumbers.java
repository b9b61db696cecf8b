package io.serviceping.count.catalog;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The numbers of the objects in a parse tree. */
final class TreeNumbers {
    /** {@code funcformat} of casts, written or not. */
    private static final Set<String> CASTS = Set.of("1", "2");

    /** The type of an expression's value, by the field of its node. */
    private static final Set<String> VALUE_TYPES = Set.of(
            "vartype",
            "consttype",
            "paramtype",
            "funcresulttype",
            "opresulttype",
            "resulttype",
            "aggtype",
            "wintype",
            "casetype",
            "coalescetype",
            "minmaxtype");

    private static final String JOINED = "joinaliasvars";
    private static final String ROW_OF_A_JOIN = "2249";

    private final Map<TreeField, Set<String>> numbers = new EnumMap<>(TreeField.class);
    private final Set<String> readByJoins = new TreeSet<>();
    private final Set<String> throughText = new TreeSet<>();
    private boolean makesJson;
    private boolean hasSetOperations;

    /** @throws IllegalArgumentException if these are no trees, or not of a known version of PostgreSQL */
    TreeNumbers(String trees) {
        add(NodeText.read("(" + trees + ")"), false);
    }

    private void add(NodeText.Value value, boolean inJoin) {
        for (NodeText.Node node : value.nodes()) {
            makesJson |= node.name().startsWith("json");
            hasSetOperations |= node.name().equals("setoperationstmt");
            if (node.name().equals("coerceviaio")) {
                throughText.add(valueType(node.inside("arg")) + ">" + valueType(List.of(node)));
            }
            node.fields().forEach((field, inside) -> {
                inside.numbers().forEach(number -> add(meaning(node, field), number, inJoin));
                add(inside, inJoin || field.equals(JOINED));
            });
        }
    }

    private static String valueType(List<NodeText.Node> expression) {
        return expression.stream()
                .flatMap(node -> node.fields().entrySet().stream())
                .filter(field -> VALUE_TYPES.contains(field.getKey()))
                .flatMap(field -> field.getValue().numbers().stream())
                .findFirst()
                .orElse("0");
    }

    /** The list of a join's columns has those that the statement does not use. Only a row of the join has no other trace. */
    private void add(TreeField meaning, String number, boolean inJoin) {
        (inJoin && meaning == TreeField.READ ? readByJoins : of(meaning)).add(number);
    }

    private static TreeField meaning(NodeText.Node node, String field) {
        TreeField meaning = TreeField.of(node.name(), field);
        if (meaning == null) {
            throw new IllegalArgumentException("the server's parse tree has a field that Service Ping does not know, "
                    + node.name() + "." + field);
        }
        NodeText.Value format = node.fields().get("funcformat");
        return meaning == TreeField.FUNCTION && format != null && CASTS.containsAll(format.words())
                ? TreeField.CAST
                : meaning;
    }

    /** Adds what an expression refers to that the statement runs, such as a check. */
    void addReached(TreeNumbers other) {
        other.numbers.forEach((meaning, some) ->
                of(meaning == TreeField.FUNCTION ? TreeField.CAST : meaning).addAll(some));
        readByJoins.addAll(other.readByJoins);
        throughText.addAll(other.throughText);
        makesJson |= other.makesJson;
        hasSetOperations |= other.hasSetOperations;
    }

    private Set<String> of(TreeField meaning) {
        return numbers.computeIfAbsent(meaning, any -> new TreeSet<>());
    }

    /** Functions that are called by name, and aggregates. */
    Set<String> byName() {
        return of(TreeField.FUNCTION);
    }

    /** Functions that cast, or that a check calls. */
    Set<String> behind() {
        return of(TreeField.CAST);
    }

    Set<String> functionsOfOperators() {
        return of(TreeField.OF_OPERATOR);
    }

    Set<String> operators() {
        return of(TreeField.OPERATOR);
    }

    /** All types that the statement uses. */
    Set<String> types() {
        Set<String> types = new TreeSet<>(of(TreeField.READ));
        types.addAll(made());
        if (types.contains(ROW_OF_A_JOIN)) {
            types.addAll(readByJoins);
        }
        return types;
    }

    /** Types whose values the statement makes of others. */
    Set<String> made() {
        Set<String> made = new TreeSet<>(of(TreeField.MADE));
        made.addAll(of(TreeField.THROUGH_TEXT));
        return made;
    }

    /** Of which types, by way of the text, the statement makes values of which others: {@code SOURCE>TARGET}; 0 if not known. */
    Set<String> throughText() {
        return throughText;
    }

    /** Tables and views. */
    Set<String> relations() {
        return of(TreeField.RELATION);
    }

    boolean makesJson() {
        return makesJson;
    }

    /** UNION, INTERSECT or EXCEPT, for which the planner casts. */
    boolean hasSetOperations() {
        return hasSetOperations;
    }
}
