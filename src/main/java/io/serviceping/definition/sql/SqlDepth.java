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
    private static final int BRACKET = 4;

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

    private final Deque<Integer> outer = new ArrayDeque<>();
    private int deepest;
    private int operators;
    private int depth;

    private SqlDepth() {}

    /** The greatest depth of the SQL. An operator adds one level, a bracket or a CASE several. */
    static int of(List<Token> tokens) {
        SqlDepth depth = new SqlDepth();
        tokens.forEach(depth::add);
        return depth.deepest;
    }

    private void add(Token token) {
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
        } else if (!OPERANDS.contains(token.kind)) {
            operators++;
        }
        deepest = Math.max(deepest, depth + operators);
    }
}
