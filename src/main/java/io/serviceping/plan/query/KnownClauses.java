package io.serviceping.plan.query;

import io.serviceping.definition.sql.MetricSelect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;

/**
 * Recognises SELECTs that consist of known clauses only: writes these clauses and compares the words with the author's.
 */
final class KnownClauses {
    private static final int MOST_ITEMS = 2;

    private final PlainSelect select;
    private final CanonicalExpression text = new CanonicalExpression(ColumnNames.AS_WRITTEN);
    private final CanonicalExpression selected = CanonicalExpression.ofSelected(ColumnNames.AS_WRITTEN);

    private KnownClauses(PlainSelect select) {
        this.select = select;
    }

    /**
     * The syntax tree of a SELECT with no more than SELECT, FROM, WHERE, GROUP BY and ORDER BY.
     *
     * @throws NotUnderstoodException with the first unknown part
     */
    static PlainSelect plain(MetricSelect metric) throws NotUnderstoodException {
        Select whole = metric.select();
        TokenSequence written = TokenSequence.of(metric.text());
        if (whole.getWithItemsList() != null && !whole.getWithItemsList().isEmpty()) {
            throw new NotUnderstoodException("has WITH");
        } else if (whole instanceof SetOperationList) {
            throw new NotUnderstoodException("has UNION or another operation on sets");
        } else if (whole instanceof ParenthesedSelect) {
            throw new NotUnderstoodException("is in parentheses");
        } else if (!(whole instanceof PlainSelect plain)) {
            throw new NotUnderstoodException("is no ordinary SELECT");
        } else if (written.count("select") > 1) {
            throw new NotUnderstoodException("has a subquery");
        } else if (written.isHinted()) {
            throw new NotUnderstoodException("has a hint for the optimizer");
        } else {
            checkClauses(plain);
            String unread = written.firstMissingFrom(TokenSequence.of(new KnownClauses(plain).all()));
            if (!unread.isEmpty()) {
                throw new NotUnderstoodException("has " + unread + " at a place where it is not known");
            }
            return plain;
        }
    }

    /** The selected value: the only item, or the item after the grouping. */
    static Expression valueOf(PlainSelect select) throws NotUnderstoodException {
        List<SelectItem<?>> items = select.getSelectItems();
        int expected = select.getGroupBy() == null ? 1 : MOST_ITEMS;
        if (items.size() != expected) {
            throw new NotUnderstoodException(
                    "selects " + items.size() + " columns, where one value after what it groups by is known");
        }
        return items.get(expected - 1).getExpression();
    }

    private static void checkClauses(PlainSelect select) throws NotUnderstoodException {
        refuse("DISTINCT", select.getDistinct() != null);
        refuse("HAVING", select.getHaving() != null);
        refuse("QUALIFY", select.getQualify() != null);
        refuse(
                "LIMIT, OFFSET, FETCH or TOP",
                select.getLimit() != null
                        || select.getOffset() != null
                        || select.getFetch() != null
                        || select.getTop() != null);
        refuse(
                "grouping sets",
                select.getGroupBy() != null && !groupingSets(select).isEmpty());
        refuse("ORDER BY without GROUP BY", select.getOrderByElements() != null && select.getGroupBy() == null);
    }

    private static List<?> groupingSets(PlainSelect select) {
        List<?> sets = select.getGroupBy().getGroupingSets();
        return sets == null ? List.of() : sets;
    }

    private static void refuse(String clause, boolean present) throws NotUnderstoodException {
        if (present) {
            throw new NotUnderstoodException("has " + clause);
        }
    }

    private String all() throws NotUnderstoodException {
        // A missing FROM is reported before any other reason.
        String from = FromClause.asWritten(select, text);
        StringBuilder all =
                new StringBuilder("select ").append(items()).append(" from ").append(from);
        if (select.getWhere() != null) {
            all.append(" where ").append(text.of(select.getWhere()));
        }
        if (select.getGroupBy() != null) {
            Expression by = select.getGroupBy().getGroupByExpressionList();
            all.append(" group by ").append(groups(by));
        }
        if (select.getOrderByElements() != null) {
            List<String> order = new ArrayList<>();
            for (OrderByElement element : select.getOrderByElements()) {
                order.add(order(element));
            }
            all.append(" order by ").append(String.join(", ", order));
        }
        return all.toString();
    }

    private String groups(Expression by) throws NotUnderstoodException {
        return by instanceof ParenthesedExpressionList<?> list
                ? list.isEmpty() ? "()" : text.of(list)
                : text.ofAll(select.getGroupBy().getGroupByExpressionList());
    }

    private String items() throws NotUnderstoodException {
        List<String> items = new ArrayList<>();
        for (SelectItem<?> item : select.getSelectItems()) {
            String alias = item.getAlias() == null ? "" : " " + item.getAlias().getName();
            items.add(selected.of(item.getExpression()) + alias);
        }
        return String.join(", ", items);
    }

    private String order(OrderByElement element) throws NotUnderstoodException {
        String direction = element.isAsc() ? (element.isAscDescPresent() ? " asc" : "") : " desc";
        String nulls = element.getNullOrdering() == null
                ? ""
                : " "
                        + element.getNullOrdering()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' ');
        return selected.of(element.getExpression()) + direction + nulls;
    }
}
