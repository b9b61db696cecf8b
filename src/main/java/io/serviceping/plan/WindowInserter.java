package io.serviceping.plan;

import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.definition.sql.SqlTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.jspecify.annotations.Nullable;

/**
 * Adds the condition {@code column >= ? and column < ?} to the author's SQL and changes nothing else. The parser's own
 * rendering would lose comments and split {@code "a.b"} and {@code #-}. The syntax tree proves the position: the new
 * SQL must parse into the original tree with the condition added.
 */
final class WindowInserter {
    private static final Set<String> NEXT_CLAUSES =
            Set.of("group", "having", "window", "order", "limit", "offset", "fetch", "for");

    private final String text;
    private final Optional<AndExpression> condition;

    WindowInserter(TimestampColumn column) {
        this.text = condition(column, "?");
        this.condition = conditionTree(column);
    }

    /** The SELECT with the condition on its outermost WHERE; empty where no place for it can be proven. */
    Optional<String> addedTo(MetricSelect select) {
        return condition.flatMap(window -> placed(select, window));
    }

    private Optional<String> placed(MetricSelect select, AndExpression window) {
        String sql = select.text();
        List<Token> tokens = outermostOf(sql);
        int where = indexOf("where", tokens);
        return IntStream.range(Math.max(where, 0) + 1, tokens.size())
                .filter(next -> next == tokens.size() - 1 || NEXT_CLAUSES.contains(lower(tokens.get(next))))
                .mapToObj(next -> where < 0
                        ? unconditional(sql, tokens.get(next - 1))
                        : conditional(sql, tokens.get(where), tokens.get(next - 1)))
                .filter(some -> isWindowOf(select.select().getPlainSelect(), window, some))
                .findFirst();
    }

    /** The tokens outside of parentheses, the outermost parentheses themselves, and the end token. */
    private static List<Token> outermostOf(String sql) {
        List<Token> outermost = new ArrayList<>();
        int depth = 0;
        for (Token token : SqlTokens.ofChecked(sql)) {
            depth -= token.image.equals(")") ? 1 : 0;
            if (depth == 0) {
                outermost.add(token);
            }
            depth += token.image.equals("(") ? 1 : 0;
        }
        return outermost;
    }

    /** Whether the text parses into the tree of the SELECT with the condition added to its outermost WHERE. */
    private static boolean isWindowOf(PlainSelect original, AndExpression window, String some) {
        return MetricSelect.statement(some)
                .filter(PlainSelect.class::isInstance)
                .map(PlainSelect.class::cast)
                .filter(windowed -> windowed.getWhere() != null
                        && plain(windowed.getWhere()).equals(plain(where(original.getWhere(), window))))
                .filter(windowed -> {
                    windowed.setWhere(original.getWhere());
                    return plain(windowed).equals(plain(original));
                })
                .isPresent();
    }

    /** The whole WHERE. */
    private static Expression where(@Nullable Expression own, AndExpression window) {
        return own == null
                ? window
                : new AndExpression(
                        new AndExpression(new ParenthesedExpressionList<>(own), window.getLeftExpression()),
                        window.getRightExpression());
    }

    private static String plain(Object tree) {
        return MetricSelect.withoutNeedlessQuotes(tree.toString());
    }

    private String unconditional(String sql, Token last) {
        int end = SqlTokens.end(last);
        return sql.substring(0, end) + " where " + text + sql.substring(end);
    }

    private String conditional(String sql, Token where, Token last) {
        int begin = SqlTokens.end(where);
        int end = SqlTokens.end(last);
        return sql.substring(0, begin)
                + " (" + sql.substring(begin, end).stripLeading() + ") and " + text
                + sql.substring(end);
    }

    private static String condition(TimestampColumn column, String value) {
        return column.expression() + " >= " + value + " and " + column.expression() + " < " + value;
    }

    /** Empty: the column cannot be parsed. */
    private static Optional<AndExpression> conditionTree(TimestampColumn column) {
        try {
            // The parameters are set in the tree because MetricSelect refuses them in SQL and a name may contain a
            // question mark.
            AndExpression condition =
                    (AndExpression) MetricSelect.parse("select 1 from t where " + condition(column, "1"))
                            .select()
                            .getPlainSelect()
                            .getWhere();
            ((BinaryExpression) condition.getLeftExpression()).setRightExpression(new JdbcParameter());
            ((BinaryExpression) condition.getRightExpression()).setRightExpression(new JdbcParameter());
            return Optional.of(condition);
        } catch (InvalidSelectException e) {
            return Optional.empty();
        }
    }

    private static int indexOf(String keyword, List<Token> tokens) {
        return IntStream.range(0, tokens.size())
                .filter(index -> lower(tokens.get(index)).equals(keyword))
                .findFirst()
                .orElse(-1);
    }

    private static String lower(Token token) {
        return token.image.toLowerCase(Locale.ROOT);
    }
}
