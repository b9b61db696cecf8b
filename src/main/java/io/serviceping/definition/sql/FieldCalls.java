package io.serviceping.definition.sql;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names behind a dot that PostgreSQL can take for a function: it reads {@code (x).f} and {@code a.f} as
 * {@code f(x)} and {@code f(a)}, if {@code x} has no field {@code f}, and if {@code a} is the answer of a function in
 * FROM without a column {@code f}.
 */
final class FieldCalls {
    private static final Set<String> SOURCES = Set.of("from", "join", "lateral");
    /** Reserved words, which no column or alias can be called without quotes. */
    private static final Set<String> OTHER_CLAUSES = Set.of("select", "where", "having", "window", "limit", "offset");

    private static final Set<String> BEFORE_BY = Set.of("group", "order");

    /** The names that PostgreSQL gives to the answer of special syntax. */
    private static final Map<String, Set<String>> OTHER_NAMES = Map.of("trim", Set.of("btrim", "ltrim", "rtrim"));

    /** They can stand in FROM without brackets. */
    private static final Set<String> BARE_FUNCTIONS = Set.of(("current_catalog current_date current_role current_schema"
                    + " current_time current_timestamp current_user localtime localtimestamp session_user system_user user")
            .split(" "));

    /** The columns of known functions, in PostgreSQL and H2. PostgreSQL has no function with one of these names. */
    static final Set<String> KNOWN_COLUMNS =
            Set.of("c1 c2 c3 key lexeme nord ordinality positions token tokid value weights x".split(" "));

    private final TokenRow tokens;
    /** The answers of functions in FROM, and the names that each of several with one name gives to its columns. */
    private final Map<String, Set<String>> answers = new HashMap<>();

    /** Whether some answer can have any name: that of CAST in FROM is its type's, or that of what it casts. */
    private boolean hasUnknownName;

    /** The places where a comma or a bracket can be followed by a table. */
    private final BitSet inFrom = new BitSet();

    FieldCalls(TokenRow tokens) {
        this.tokens = tokens;
        Deque<Boolean> around = new ArrayDeque<>();
        boolean from = false;
        for (int i = 0; i < tokens.size(); i++) {
            inFrom.set(i, from);
            addAnswer(i);
            if (tokens.is(i, "(")) {
                around.push(from);
                from &= !tokens.canName(i - 1) || SOURCES.contains(tokens.lower(i - 1));
            } else if (tokens.is(i, ")")) {
                from = !around.isEmpty() && around.pop();
            } else if (SOURCES.contains(tokens.lower(i)) || isOtherClause(i)) {
                from = SOURCES.contains(tokens.lower(i));
            }
        }
    }

    private void addAnswer(int index) {
        if (tokens.is(index + 1, "(") && tokens.canName(index) && isSource(qualified(index))) {
            hasUnknownName |= tokens.is(index, "cast");
            add(tokens.name(index), Set.of());
            OTHER_NAMES.getOrDefault(tokens.lower(index), Set.of()).forEach(name -> add(name, Set.of()));
            addAlias(tokens.closing(index + 1) + 1);
        } else if (tokens.is(index, "from") && tokens.is(index - 1, "rows") && tokens.is(index + 1, "(")) {
            addAlias(tokens.closing(index + 1) + 1);
        } else if (BARE_FUNCTIONS.contains(tokens.lower(index)) && isSource(index)) {
            add(tokens.name(index), Set.of());
            addAlias(index + 1);
        }
    }

    /** Whether the name can be a function. */
    boolean has(int index) {
        if (!tokens.canName(index) || !tokens.is(index - 1, ".") || tokens.is(index + 1, "(")) {
            return false;
        }
        int start = qualified(index);
        return tokens.is(start - 1, ".") || isOfAnAnswer(index, start);
    }

    /** Whether the name can only be a column, or is a function without effect. */
    boolean isHarmless(int index) {
        int start = qualified(index);
        boolean isColumn = isOfAnAnswer(index, start) && KNOWN_COLUMNS.contains(tokens.name(index));
        return tokens.get(index).isPlainName() && (isColumn || PureFunctions.contains(tokens.name(index)));
    }

    private boolean isOfAnAnswer(int index, int start) {
        if (index - start != 2) {
            return false;
        }
        Set<String> columns = answers.get(tokens.name(start));
        return columns == null ? hasUnknownName : !columns.contains(tokens.name(index));
    }

    private void addAlias(int index) {
        int alias = index;
        alias += tokens.is(alias, "with") && tokens.is(alias + 1, "ordinality") ? 2 : 0;
        alias += tokens.is(alias, "as") ? 1 : 0;
        if (!tokens.canName(alias)) {
            return;
        }
        Set<String> columns = new HashSet<>();
        if (tokens.is(alias + 1, "(")) {
            int end = tokens.closing(alias + 1);
            for (int i = alias + 2; i < end; i++) {
                boolean isPlain = tokens.get(i).isPlainName() && tokens.get(i).kind() != SqlToken.Kind.QUOTED_NAME;
                if (isPlain && (tokens.is(i - 1, "(") || tokens.is(i - 1, ","))) {
                    columns.add(tokens.name(i));
                }
            }
        }
        add(tokens.name(alias), columns);
    }

    private void add(String answer, Set<String> columns) {
        answers.merge(
                answer,
                columns,
                (some, others) -> some.stream().filter(others::contains).collect(toSet()));
    }

    /** Whether a table can stand here. Behind a comma or a bracket the clause decides. */
    private boolean isSource(int start) {
        boolean isBehindMark = tokens.is(start - 1, ",") || tokens.is(start - 1, "(");
        return isBehindMark ? inFrom.get(start) : SOURCES.contains(tokens.lower(start - 1));
    }

    /** Not a column or an alias that is called like a clause. */
    private boolean isOtherClause(int index) {
        if (tokens.is(index, "by")) {
            return BEFORE_BY.contains(tokens.lower(index - 1));
        }
        return OTHER_CLAUSES.contains(tokens.lower(index))
                && !tokens.is(index - 1, ".")
                && !tokens.is(index + 1, ",")
                && !tokens.is(index + 1, ".");
    }

    /** Where a name begins, its qualifiers included; behind a value in brackets, at the first name. */
    private int qualified(int index) {
        int start = index;
        while (tokens.is(start - 1, ".") && tokens.canName(start - 2)) {
            start -= 2;
        }
        return start;
    }
}
