package io.serviceping.count.catalog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The numbers in a parse tree, by their fields: {@code :field 1} or {@code :field (o 1 2)}. In names a space has a
 * backslash before it, so no name can hide or end a field.
 */
final class TreeNumbers {
    private static final Set<String> BY_NAME =
            Set.of("aggfnoid", "winfnoid", "tsmhandler", "startinrangefunc", "endinrangefunc");
    private static final Set<String> OF_OPERATORS = Set.of("opfuncid", "hashfuncid", "negfuncid");
    private static final Set<String> OPERATORS = Set.of("opno", "opnos", "eqop", "sortop");
    private static final Set<String> MADE = Set.of("resulttype", "consttype", "row_typeid", "typid", "funccoltypes");

    private static final String JOINED = ":joinaliasvars (";
    private static final String ROW_OF_A_JOIN = ":vartype 2249 ";

    /** How a function is called, four fields behind its number: as a cast, written or not. */
    private static final int FORMAT = 8;

    private static final Set<String> CASTS = Set.of("1", "2");

    private final Map<String, Set<String>> numbers = new HashMap<>();
    private final Map<String, Set<String>> types = new HashMap<>();
    private final Set<String> behind = new TreeSet<>();
    private final Set<String> byName = new TreeSet<>();
    private boolean hasTableFunction;
    private boolean makesJson;

    TreeNumbers(String tree) {
        hasTableFunction = tree.contains("{TABLEFUNC ");
        makesJson = tree.contains("{JSON");
        String[] words = tree.split(" ");
        read(words, numbers);
        read(withoutUnusedColumns(tree).split(" "), types);
        byName.addAll(of(numbers, BY_NAME));
        for (int i = 0; i < words.length - 1; i++) {
            // An alias can be called like a field.
            if (words[i].equals(":funcid") && !digits(words[i + 1]).isEmpty()) {
                boolean isCast = i + FORMAT + 1 < words.length
                        && words[i + FORMAT].equals(":funcformat")
                        && CASTS.contains(words[i + FORMAT + 1]);
                (isCast ? behind : byName).add(digits(words[i + 1]));
            }
        }
    }

    /** Adds the numbers of a check that the statement runs. */
    void addCheck(TreeNumbers check) {
        check.numbers.forEach((field, some) ->
                numbers.computeIfAbsent(field, any -> new TreeSet<>()).addAll(some));
        check.types.forEach((field, some) ->
                types.computeIfAbsent(field, any -> new TreeSet<>()).addAll(some));
        behind.addAll(check.behind);
        behind.addAll(check.byName);
        hasTableFunction |= check.hasTableFunction;
        makesJson |= check.makesJson;
    }

    private static void read(String[] words, Map<String, Set<String>> numbers) {
        for (int i = 0; i < words.length - 1; i++) {
            if (words[i].startsWith(":")) {
                Set<String> of =
                        numbers.computeIfAbsent(words[i].substring(1).toLowerCase(Locale.ROOT), any -> new TreeSet<>());
                for (int j = words[i + 1].equals("(o") ? i + 2 : i + 1; j < words.length; j++) {
                    String digits = digits(words[j]);
                    if (digits.isEmpty()) {
                        break;
                    }
                    of.add(digits);
                }
            }
        }
    }

    private static String digits(String word) {
        int end = 0;
        while (end < word.length() && Character.isDigit(word.charAt(end))) {
            end++;
        }
        return word.substring(0, end);
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

    private static Set<String> of(Map<String, Set<String>> numbers, Set<String> fields) {
        Set<String> found = new TreeSet<>();
        fields.forEach(field -> found.addAll(numbers.getOrDefault(field, Set.of())));
        return found;
    }

    /** Functions that are called by name, and aggregates. */
    Set<String> byName() {
        return byName;
    }

    /** Functions that cast, or that a check calls. */
    Set<String> behind() {
        return behind;
    }

    Set<String> functionsOfOperators() {
        return of(numbers, OF_OPERATORS);
    }

    Set<String> operators() {
        return of(numbers, OPERATORS);
    }

    /** All types that the statement uses. */
    Set<String> types() {
        Set<String> found = new TreeSet<>();
        types.forEach((field, some) -> {
            if (field.endsWith("type")
                    || field.endsWith("types")
                    || field.endsWith("typeid")
                    || field.endsWith("typid")) {
                found.addAll(some);
            }
        });
        return found;
    }

    /** Types whose values the statement makes of others. */
    Set<String> made() {
        Set<String> found = of(numbers, MADE);
        found.addAll(hasTableFunction ? of(numbers, Set.of("coltypes")) : Set.of());
        return found;
    }

    boolean makesJson() {
        return makesJson;
    }
}
