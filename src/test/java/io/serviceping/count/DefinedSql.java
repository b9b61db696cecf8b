package io.serviceping.count;

import io.serviceping.count.result.AnswerReader;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.FailedStatement;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.aggregate.Functions;
import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The SQL that a metric's author would have written, and its value when run as written. */
final class DefinedSql {
    private final Instant asOf;

    DefinedSql(Instant asOf) {
        this.asOf = asOf;
    }

    Outcome alone(Connection connection, MetricQuery query) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql(query))) {
            return new Outcome.Counted(
                    new AnswerReader().read(rows, query.metric().valueType(), false));
        } catch (AnswerReader.UnexpectedAnswer e) {
            return new Outcome.Unavailable(Outcome.Why.ERROR, String.valueOf(e.getMessage()), null);
        } catch (SQLException e) {
            return FailedStatement.outcome(e);
        }
    }

    String sql(MetricQuery query) {
        List<String> window = query
                .window()
                .map(column -> column.expression() + " >= "
                        + bound(column.unit(), query.metric().timeFrame().days()) + " and " + column.expression()
                        + " < " + bound(column.unit(), 0))
                .stream()
                .toList();
        return sql(query, window);
    }

    /** The SQL without a window, as in a definition. */
    static String inDefinition(MetricQuery query) {
        return sql(query, List.of());
    }

    /** The conditions that all aggregates share, which are in the WHERE. */
    static List<Predicate> common(List<AggregateQuery> aggregates) {
        List<Predicate> common = new ArrayList<>(aggregates.get(0).predicates());
        aggregates.forEach(query -> common.retainAll(query.predicates()));
        return common;
    }

    /** The aggregate, with a FILTER for the conditions that are not in the WHERE. */
    static String call(AggregateQuery query, List<Predicate> common) {
        String filter = query.predicates().stream()
                .filter(predicate -> !common.contains(predicate))
                .map(Predicate::sql)
                .collect(Collectors.joining(" and "));
        return Functions.call(query.aggregate()) + (filter.isEmpty() ? "" : " filter (where " + filter + ")");
    }

    private static String sql(MetricQuery query, List<String> more) {
        AggregateQuery first = query.aggregates().get(0);
        List<String> conditions = new ArrayList<>();
        common(query.aggregates()).stream().map(Predicate::sql).forEach(conditions::add);
        conditions.addAll(more);
        String key = first.grouping().map(one -> one + ", ").orElse("");
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        String value = query.outer().equals(OuterExpression.NOTHING)
                ? call(first, first.predicates())
                : query.outer().sql();
        return "select " + key + value + " from "
                + first.source().from() + where
                + first.grouping().map(one -> " group by " + one).orElse("");
    }

    private String bound(TimestampUnit unit, int days) {
        Instant at = asOf.minus(days, ChronoUnit.DAYS);
        return switch (unit) {
            case TIMESTAMP -> "timestamp '" + at.toString().replace("T", " ").replace("Z", "") + "'";
            case DATE -> "date '" + at.toString().substring(0, 10) + "'";
            case EPOCH_SECONDS -> String.valueOf(at.getEpochSecond());
            case EPOCH_MILLIS -> String.valueOf(at.toEpochMilli());
        };
    }
}
