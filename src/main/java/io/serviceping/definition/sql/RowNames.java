package io.serviceping.definition.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The words in SQL that could mean the type of a table's rows, or its rows as values. These are all words except those
 * before a dot or where a table is read. If an alias could mean a table's rows, the table is included. {@code *} is
 * included if all columns are read without their names. Unclear cases are included.
 */
final class RowNames {
    private static final Set<String> SOURCES = Set.of("from", "join", "only");
    private static final Set<String> BEFORE_TABLES = Set.of("from", "join", "only", ",", "(");

    /** Words that can follow a table and are not an alias. */
    private static final Set<String> CLAUSES =
            Set.of(("where on join left right full inner cross natural group order having"
                            + " limit offset fetch union except intersect window using tablesample")
                    .split(" "));

    private final TokenRow tokens;

    private RowNames(TokenRow tokens) {
        this.tokens = tokens;
    }

    static Set<String> of(TokenRow tokens) {
        return new RowNames(tokens).names();
    }

    private Set<String> names() {
        Map<String, Set<String>> tables = new HashMap<>();
        Set<Integer> aliases = new HashSet<>();
        for (int i = 0; i < tokens.size() - 1; i++) {
            String before = tokens.lower(tokens.qualified(i) - 1);
            if (isName(i) && BEFORE_TABLES.contains(before)) {
                int alias = alias(i);
                if (isName(alias) && !CLAUSES.contains(tokens.lower(alias))) {
                    tables.computeIfAbsent(tokens.name(alias), any -> new HashSet<>())
                            .add(tokens.name(i));
                    // Behind a bracket it could be a word such as DISTINCT and a value.
                    if (SOURCES.contains(before) || tokens.get(i).isOrdinaryName()) {
                        aliases.add(alias);
                    }
                }
            }
        }
        return rows(tables, aliases);
    }

    /** A star behind a table's name means the tables that inherit from it too. */
    private int alias(int table) {
        int alias = table + 1;
        alias += tokens.is(alias, "*") ? 1 : 0;
        return alias + (tokens.is(alias, "as") ? 1 : 0);
    }

    private Set<String> rows(Map<String, Set<String>> tables, Set<Integer> aliases) {
        Set<String> rows = new HashSet<>();
        for (int i = 0; i < tokens.size() - 1; i++) {
            if ((isName(i) && !isReadTable(i)) || isWholeRow(i)) {
                rows.add(tokens.name(i));
                // An alias can be followed by new names for the columns.
                if (!aliases.contains(i) || tokens.is(i + 1, "(")) {
                    rows.addAll(tables.getOrDefault(tokens.name(i), Set.of()));
                }
            }
            if (isAllColumns(i)) {
                rows.add("*");
            }
        }
        return rows;
    }

    private boolean isReadTable(int index) {
        return SOURCES.contains(tokens.lower(tokens.qualified(index) - 1))
                && !tokens.is(index + 1, "(")
                && tokens.get(index + 1).kind() != SqlToken.Kind.STRING;
    }

    private boolean isAllColumns(int index) {
        return tokens.is(index, "natural")
                || isJoinWithColumns(index)
                || (tokens.is(index, "*") && !(tokens.is(index - 1, "(") && tokens.is(index - 2, "count")));
    }

    /** Whether an alias gives other names to the columns of tables in brackets. */
    private boolean isJoinWithColumns(int index) {
        int alias = tokens.is(index + 1, "as") ? index + 2 : index + 1;
        return tokens.is(index, ")")
                && tokens.is(alias + 1, "(")
                && isName(alias)
                && !CLAUSES.contains(tokens.lower(alias));
    }

    private boolean isWholeRow(int index) {
        return tokens.canName(index) && tokens.is(index + 1, ".") && tokens.is(index + 2, "*");
    }

    /** Whether this is a word without a dot after it. */
    private boolean isName(int index) {
        return index < tokens.size() - 1 && tokens.canName(index) && !tokens.is(index + 1, ".");
    }
}
