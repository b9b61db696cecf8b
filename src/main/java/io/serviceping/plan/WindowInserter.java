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
import net.sf.jsqlparser.statement.select.Select;

/**
 * Adds the condition {@code column >= ? and column < ?} to the author's SQL and changes nothing else. The parser's own
 * rendering would lose comments and split {@code "a.b"} and {@code #-}. The syntax tree proves the position: the new
 * SQL must parse into the original tree with the condition added.
 */
record WindowInserter(TimestampColumn column) {
    private static final Set<String> NEXT_CLAUSES =
            Set.of("group", "having", "window", "order", "limit", "offset", "fetch", "for");

    /** The SELECT with the condition in its outermost WHERE. Empty: no position can be proven. */
    Optional<String> addedTo(String sql) {
        try {
            return placed(sql, MetricSelect.withoutNeedlessQuotes(tree(sql)));
        } catch (InvalidSelectException e) {
            return Optional.empty();
        }
    }

    private Optional<String> placed(String sql, String wanted) {
        List<Word> words = Word.outermostOf(sql);
        int where = indexOf("where", words);
        return IntStream.rangeClosed(Math.max(where, 0) + 1, words.size())
                .filter(next -> next == words.size() || NEXT_CLAUSES.contains(lower(words.get(next))))
                .mapToObj(next -> where < 0
                        ? unconditional(sql, words.get(next - 1))
                        : conditional(sql, words.get(where), words.get(next - 1)))
                .filter(text -> MetricSelect.rendered(text)
                        .map(MetricSelect::withoutNeedlessQuotes)
                        .filter(wanted::equals)
                        .isPresent())
                .findFirst();
    }

    private String unconditional(String sql, Word last) {
        return sql.substring(0, last.end()) + " where " + condition() + sql.substring(last.end());
    }

    private String conditional(String sql, Word where, Word last) {
        return sql.substring(0, where.end())
                + " (" + sql.substring(where.end(), last.end()).stripLeading() + ") and " + condition()
                + sql.substring(last.end());
    }

    private String condition() {
        return condition("?");
    }

    private String condition(String value) {
        return column.expression() + " >= " + value + " and " + column.expression() + " < " + value;
    }

    private String tree(String sql) throws InvalidSelectException {
        Select select = MetricSelect.parse(sql).select();
        PlainSelect outermost = select.getPlainSelect();
        Expression where = outermost.getWhere();
        AndExpression window = (AndExpression) conditionTree();
        outermost.setWhere(
                where == null
                        ? window
                        : new AndExpression(
                                new AndExpression(new ParenthesedExpressionList<>(where), window.getLeftExpression()),
                                window.getRightExpression()));
        return select.toString();
    }

    private Expression conditionTree() throws InvalidSelectException {
        // The parameters are set in the tree because MetricSelect refuses them in SQL and a name may contain a question
        // mark.
        AndExpression condition = (AndExpression) MetricSelect.parse("select 1 from t where " + condition("1"))
                .select()
                .getPlainSelect()
                .getWhere();
        ((BinaryExpression) condition.getLeftExpression()).setRightExpression(new JdbcParameter());
        ((BinaryExpression) condition.getRightExpression()).setRightExpression(new JdbcParameter());
        return condition;
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
