package io.serviceping.plan;

import io.serviceping.definition.InvalidSelectException;
import io.serviceping.definition.MetricSelect;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/** A definition's SELECT made into a finished statement: as written, or with a window on its outermost WHERE. */
record Question(String sql, List<Parameter> parameters) {
    static Question asWritten(String sql) {
        return new Question(sql, List.of());
    }

    static Question windowed(String sql, TimestampColumn column, TimeFrame frame, Instant asOf) {
        Select select = parse(sql).select();
        PlainSelect outermost = select.getPlainSelect();
        Expression window = window(column);
        Expression where = outermost.getWhere();
        outermost.setWhere(where == null ? window : new AndExpression(new ParenthesedExpressionList<>(where), window));
        return new Question(
                select.toString(),
                List.of(bound(column.unit(), asOf.minus(frame.days(), ChronoUnit.DAYS)), bound(column.unit(), asOf)));
    }

    private static Expression window(TimestampColumn column) {
        return new AndExpression(
                new GreaterThanEquals(columnOf(column), new JdbcParameter()),
                new MinorThan(columnOf(column), new JdbcParameter()));
    }

    private static Parameter bound(TimestampUnit unit, Instant instant) {
        return switch (unit) {
            case TIMESTAMP -> Parameter.Timestamp.of(instant);
            case DATE -> new Parameter.Date(LocalDate.ofInstant(instant, ZoneOffset.UTC));
            case EPOCH_SECONDS -> new Parameter.Whole(instant.getEpochSecond());
            case EPOCH_MILLIS -> new Parameter.Whole(instant.toEpochMilli());
        };
    }

    private static Expression columnOf(TimestampColumn column) {
        try {
            return CCJSqlParserUtil.parseExpression(column.expression());
        } catch (JSQLParserException e) {
            throw new IllegalStateException("a checked definition has a column that parses: " + column, e);
        }
    }

    private static MetricSelect parse(String sql) {
        try {
            return MetricSelect.parse(sql);
        } catch (InvalidSelectException e) {
            throw new IllegalStateException("a checked definition has a SELECT that parses", e);
        }
    }
}
