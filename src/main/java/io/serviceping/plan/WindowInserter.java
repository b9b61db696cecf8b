package io.serviceping.plan;

import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.plan.query.Word;
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
        List<Word> words = Word.outermostOf(sql);
        int where = indexOf("where", words);
        return IntStream.rangeClosed(Math.max(where, 0) + 1, words.size())
                .filter(next -> next == words.size() || NEXT_CLAUSES.contains(lower(words.get(next))))
                .mapToObj(next -> where < 0
                        ? unconditional(sql, words.get(next - 1))
                        : conditional(sql, words.get(where), words.get(next - 1)))
                .filter(some -> isWindowOf(select.select().getPlainSelect(), window, some))
                .findFirst();
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

    private String unconditional(String sql, Word last) {
        return sql.substring(0, last.end()) + " where " + text + sql.substring(last.end());
    }

    private String conditional(String sql, Word where, Word last) {
        return sql.substring(0, where.end())
                + " (" + sql.substring(where.end(), last.end()).stripLeading() + ") and " + text
                + sql.substring(last.end());
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

    private static int indexOf(String keyword, List<Word> words) {
        return IntStream.range(0, words.size())
                .filter(index -> lower(words.get(index)).equals(keyword))
                .findFirst()
                .orElse(-1);
    }

    private static String lower(Word word) {
        return word.text().toLowerCase(Locale.ROOT);
    }
}
