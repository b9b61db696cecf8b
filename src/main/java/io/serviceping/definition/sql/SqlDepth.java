package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.parser.Token;

/**
 * Estimates the depth of the syntax tree from the tokens, before parsing. The parser and the visitors of its tree are
 * recursive. With this bound, neither stack size nor load decides whether SQL is accepted.
 */
final class SqlDepth {
    /** Far below what the smallest usual stack can hold; {@code MetricDepthTest} checks that. */
    static final int DEEPEST = 400;

    static final int MOST_TOKENS = 20_000;

    /** A bracket adds several levels of the grammar. */
    static final int BRACKET = 4;

    private static final Set<Integer> OPERANDS = Set.of(
            S_CHAR_LITERAL,
            S_IDENTIFIER,
            S_QUOTED_IDENTIFIER,
            S_LONG,
            S_DOUBLE,
            S_HEX,
            OPENING_BRACKET,
            CLOSING_BRACKET);

    /** Tokens that start a new part, whose operators do not nest in the part before. */
    private static final Set<String> FRESH = Set.of(
            ",",
            "select",
            "from",
            "where",
            "group",
            "having",
            "order",
            "by",
            "when",
            "then",
            "else",
            "join",
            "on",
            "union",
            "intersect",
            "except",
            "window",
            "values",
            "limit",
            "as");

    /**
     * The first of the deepest places.
     *
     * @param levels the depth: an operator counts one, a bracket several
     * @param brackets open there, CASE included
     * @param operators around it or before it in a chain, keywords such as NOT included
     */
    record Deepest(int levels, int brackets, int operators, Token token) {}

    private final List<Token> tokens;
    private final Deque<Integer> outer = new ArrayDeque<>();
    private Deepest deepest;
    private int operators;
    private int depth;

    private SqlDepth(List<Token> tokens) {
        this.tokens = tokens;
        this.deepest = new Deepest(0, 0, 0, tokens.get(0));
    }

    /** The deepest place of the SQL, which has at least the token of its end. */
    static Deepest deepest(List<Token> tokens) {
        SqlDepth depth = new SqlDepth(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            depth.add(i);
        }
        return depth.deepest;
    }

    private void add(int index) {
        Token token = tokens.get(index);
        String word = token.image.toLowerCase(Locale.ROOT);
        if (word.equals("(") || word.equals("[") || word.equals("case")) {
            outer.push(operators);
            depth += operators + BRACKET;
            operators = 0;
        } else if ((word.equals(")") || word.equals("]") || word.equals("end")) && !outer.isEmpty()) {
            operators = outer.pop();
            depth -= operators + BRACKET;
        } else if (FRESH.contains(word)) {
            operators = 0;
        } else if (!OPERANDS.contains(token.kind) && !isOfAName(index)) {
            operators++;
        }
        int levels = depth + operators;
        if (levels > deepest.levels) {
            deepest = new Deepest(levels, outer.size(), levels - outer.size() * BRACKET, token);
        }
    }

    /** Whether this is a dot, what follows one, or {@code count} or the star in {@code count(*)}. */
    private boolean isOfAName(int index) {
        return is(index, ".")
                || is(index - 1, ".")
                || (is(index, "*") && is(index - 1, "("))
                || (is(index + 1, "(") && isFunction(index));
    }

    /** Whether this keyword names a function. Behind a value it can be an operator, such as {@code div}. */
    private boolean isFunction(int index) {
        String word = tokens.get(index).image.toLowerCase(Locale.ROOT);
        return PureFunctions.contains(word)
                && !PureFunctions.isSyntax(word)
                && (index == 0 || !OPERANDS.contains(tokens.get(index - 1).kind));
    }

    private boolean is(int index, String image) {
        return index >= 0 && index < tokens.size() && tokens.get(index).image.equals(image);
    }
}
