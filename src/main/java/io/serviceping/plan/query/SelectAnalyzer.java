package io.serviceping.plan.query;

import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.sql.MetricSelect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;

/**
 * Analyses a metric's SELECT from its text alone. In doubt the SELECT runs as written: a missed chance costs a
 * statement, a wrong guess gives a wrong number.
 */
public final class SelectAnalyzer {
    private final PlainSelect select;
    private final NameCase names;
    private final FromClause from;

    private SelectAnalyzer(PlainSelect select, NameCase names) throws NotUnderstoodException {
        this.select = select;
        this.names = names;
        this.from = FromClause.of(select, names);
    }

    /**
     * The parts of the SELECT, or why it has to run as written.
     *
     * @param window the column of the windows, where the definition has one
     */
    public static SelectAnalysis read(MetricSelect select, Optional<TimestampColumn> window) {
        return read(select, window, NameCase.FOLDED);
    }

    /**
     * The same for a given case rule.
     *
     * @param names how the database reads unquoted names
     */
    public static SelectAnalysis read(MetricSelect select, Optional<TimestampColumn> window, NameCase names) {
        try {
            PlainSelect plain = KnownClauses.plain(select);
            return new SelectAnalyzer(plain, names).analysis(window);
        } catch (NotUnderstoodException e) {
            return new SelectAnalysis.AsWritten(e.getMessage());
        }
    }

    private SelectAnalysis analysis(Optional<TimestampColumn> window) throws NotUnderstoodException {
        OuterExpressionReader reader = new OuterExpressionReader(from);
        OuterExpression outer = reader.read(KnownClauses.valueOf(select));
        List<AggregateQuery> aggregates = new ArrayList<>();
        for (AggregateCall call : reader.calls()) {
            aggregates.add(query(call));
        }
        Optional<String> windowColumn = window.isPresent()
                ? Optional.of(columnOf(window.get(), new CanonicalExpression(from)))
                : Optional.empty();
        return new SelectAnalysis.Understood(aggregates, outer, windowColumn);
    }

    private AggregateQuery query(AggregateCall call) throws NotUnderstoodException {
        CanonicalExpression text = new CanonicalExpression(from);
        Source source = from.source(text);
        text.risks().assignAllTo(source.from());
        Optional<String> grouping = grouping(call, text);
        text.risks().assignTo(grouping.orElse(""));
        Aggregate aggregate = call.aggregate(text);
        text.risks().assignTo(aggregate.argument());
        List<Predicate> predicates = PredicateReader.of(conditions(call), text);
        return new AggregateQuery(
                source, predicates, aggregate, grouping, text.risks().byText(), false);
    }

    private List<Expression> conditions(AggregateCall call) {
        List<Expression> conditions = new ArrayList<>();
        if (select.getWhere() != null) {
            conditions.add(select.getWhere());
        }
        call.filter().ifPresent(conditions::add);
        return conditions;
    }

    private Optional<String> grouping(AggregateCall call, CanonicalExpression text) throws NotUnderstoodException {
        if (select.getGroupBy() == null) {
            return Optional.empty();
        }
        if (call.filter().isPresent()) {
            throw new NotUnderstoodException("has GROUP BY and FILTER");
        }
        List<? extends Expression> by = select.getGroupBy().getGroupByExpressionList();
        if (by.size() != 1) {
            throw new NotUnderstoodException("does not group by exactly one expression");
        }
        SelectItem<?> shown = select.getSelectItem(0);
        Expression expression = OperatorChain.bare(shown.getExpression());
        if (CanonicalValue.isValue(expression)) {
            throw new NotUnderstoodException("groups by a constant");
        }
        String group = text.of(expression);
        if (!isThatGroup(OperatorChain.bare(by.get(0)), shown, group, text)) {
            throw new NotUnderstoodException("groups by another expression than it selects");
        }
        return Optional.of(group);
    }

    private boolean isThatGroup(Expression by, SelectItem<?> shown, String group, CanonicalExpression text)
            throws NotUnderstoodException {
        if (by instanceof LongValue position) {
            return position.getStringValue().equals("1");
        }
        return (by instanceof Column name && isAlias(name, shown, group))
                || text.of(by).equals(group);
    }

    /** A name that is both an alias and a column of the grouping has different meanings in different databases. */
    private boolean isAlias(Column name, SelectItem<?> shown, String group) throws NotUnderstoodException {
        if (shown.getAlias() == null) {
            return false;
        }
        String alias = names.canonical(shown.getAlias().getName());
        if (!alias.equals(names.canonical(name.getFullyQualifiedName()))) {
            return false;
        } else if (!alias.equals(group) && TokenSequence.of(group).count(alias) > 0) {
            throw new NotUnderstoodException("groups by " + alias + ", which is a column and an alias");
        }
        return true;
    }

    private static String columnOf(TimestampColumn window, CanonicalExpression text) throws NotUnderstoodException {
        String written = window.expression().strip();
        try {
            if (CCJSqlParserUtil.parseExpression(written, false) instanceof Column column
                    && ColumnNames.AS_WRITTEN.of(column).equals(written)) {
                return text.of(column);
            }
        } catch (JSQLParserException e) {
            // Text that does not parse is refused like any expression other than a column.
        }
        throw NotUnderstoodException.has(written);
    }
}
