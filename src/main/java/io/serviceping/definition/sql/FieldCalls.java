package io.serviceping.definition.sql;

import static java.util.stream.Collectors.toSet;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.parser.Token;

/**
 * The names behind a dot that PostgreSQL can take for a function: it reads {@code (x).f} and {@code a.f} as
 * {@code f(x)} and {@code f(a)}, if {@code x} has no field {@code f}, and if {@code a} is the answer of a function in
 * FROM without a column {@code f}.
 */
final class FieldCalls {
    private static final Set<String> SOURCES = Set.of("from", "join", "lateral");
    private static final Set<String> OTHER_CLAUSES =
            Set.of("select", "where", "having", "window", "limit", "offset", "values");
    private static final Set<String> BEFORE_BY = Set.of("group", "order", "partition");

    /** The names that PostgreSQL gives to the answer of special syntax. */
    private static final Map<String, Set<String>> OTHER_NAMES = Map.of("trim", Set.of("btrim", "ltrim", "rtrim"));

    /** They can stand in FROM without brackets. */
    private static final Set<String> BARE_FUNCTIONS = Set.of(("current_catalog current_date current_role current_schema"
                    + " current_time current_timestamp current_user localtime localtimestamp session_user system_user user")
            .split(" "));

    /** The columns of known functions, in PostgreSQL and H2. PostgreSQL has no function with one of these names. */
    static final Set<String> KNOWN_COLUMNS =
            Set.of("c1 c2 c3 key lexeme nord ordinality positions token tokid value weights x".split(" "));

    private final List<Token> tokens;
    /** The answers of functions in FROM, and the names that each of several with one name gives to its columns. */
    private final Map<String, Set<String>> answers = new HashMap<>();

    FieldCalls(List<Token> tokens) {
        this.tokens = tokens;
        for (int i = 1; i < tokens.size() - 1; i++) {
            boolean isCall = is(i + 1, "(") && isName(i) && isSource(qualified(i));
            if (isCall) {
                add(name(i), Set.of());
                OTHER_NAMES.getOrDefault(lower(i), Set.of()).forEach(name -> add(name, Set.of()));
                addAlias(closing(i + 1) + 1);
            } else if (is(i, "from") && is(i - 1, "rows") && is(i + 1, "(")) {
                addAlias(closing(i + 1) + 1);
            } else if (BARE_FUNCTIONS.contains(lower(i)) && isSource(i)) {
                add(name(i), Set.of());
                addAlias(i + 1);
            }
        }
    }

    /** Whether the name can be a function. */
    boolean has(int index) {
        if (!isName(index) || !is(index - 1, ".") || is(index + 1, "(")) {
            return false;
        }
        int start = qualified(index);
        return is(start - 1, ".") || isOfAnAnswer(index, start);
    }

    /** Whether the name can only be a column, or is a function without effect. */
    boolean isHarmless(int index) {
        int start = qualified(index);
        boolean isColumn = isOfAnAnswer(index, start) && KNOWN_COLUMNS.contains(name(index));
        return SqlWord.isName(tokens.get(index)) && (isColumn || PureFunctions.contains(name(index)));
    }

    private boolean isOfAnAnswer(int index, int start) {
        Set<String> columns = index - start == 2 ? answers.get(name(start)) : null;
        return columns != null && !columns.contains(name(index));
    }

    private void addAlias(int index) {
        int alias = index;
        alias += is(alias, "with") && is(alias + 1, "ordinality") ? 2 : 0;
        alias += is(alias, "as") ? 1 : 0;
        if (!isName(alias)) {
            return;
        }
        Set<String> columns = new HashSet<>();
        if (is(alias + 1, "(")) {
            for (int i = alias + 2; i < closing(alias + 1); i++) {
                boolean isPlain = isName(i)
                        && SqlWord.isName(tokens.get(i))
                        && !tokens.get(i).image.startsWith("\"");
                if (isPlain && (is(i - 1, "(") || is(i - 1, ","))) {
                    columns.add(name(i));
                }
            }
        }
        add(name(alias), columns);
    }

    private void add(String answer, Set<String> columns) {
        answers.merge(
                answer,
                columns,
                (some, others) -> some.stream().filter(others::contains).collect(toSet()));
    }

    /** Whether a table can stand here. Behind a comma the clause decides. */
    private boolean isSource(int start) {
        if (!is(start - 1, ",") && !is(start - 1, "(")) {
            return SOURCES.contains(lower(start - 1));
        }
        for (int i = start - 1; i >= 0; i--) {
            if (is(i, ")")) {
                i = opening(i);
            } else if (is(i, "(") && isName(i - 1) && !SOURCES.contains(lower(i - 1))) {
                return false;
            } else if (SOURCES.contains(lower(i)) || isOtherClause(i)) {
                return SOURCES.contains(lower(i));
            }
        }
        return false;
    }

    /** Not a column or an alias that is called like a clause. */
    private boolean isOtherClause(int index) {
        if (is(index, "by")) {
            return BEFORE_BY.contains(lower(index - 1));
        }
        return OTHER_CLAUSES.contains(lower(index))
                && !is(index - 1, ".")
                && !is(index + 1, ",")
                && !is(index + 1, ".");
    }

    /** Where a name begins, its qualifiers included; behind a value in brackets, at the first name. */
    private int qualified(int index) {
        int start = index;
        while (is(start - 1, ".") && isName(start - 2)) {
            start -= 2;
        }
        return start;
    }

    private int opening(int closing) {
        int depth = 0;
        for (int i = closing; i >= 0; i--) {
            depth += is(i, ")") ? 1 : is(i, "(") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return 0;
    }

    private int closing(int opening) {
        int depth = 0;
        for (int i = opening; i < tokens.size(); i++) {
            depth += is(i, "(") ? 1 : is(i, ")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    private boolean isName(int index) {
        return index >= 0 && index < tokens.size() && FunctionRules.canName(tokens.get(index));
    }

    private String name(int index) {
        return SqlWord.name(tokens.get(index));
    }

    private boolean is(int index, String image) {
        return lower(index).equals(image);
    }

    private String lower(int index) {
        return index < 0 || index >= tokens.size()
                ? ""
                : tokens.get(index).image.toLowerCase(Locale.ROOT);
    }
}
