package io.serviceping.plan.scan;

import io.serviceping.plan.query.Parameter;
import java.util.List;

/**
 * One statement of a fused scan, run for each range of the driving table in turn.
 *
 * @param head everything before the WHERE of the innermost SELECT
 * @param conditions the conditions of that WHERE, joined by AND, without the range; may be empty
 * @param tail everything after that WHERE
 * @param parameters the values of all {@code ?} except the range's, which follow them
 * @param layout the columns of the answer
 * @param metrics those that have no value without the statement, in the order of their key paths. Empty: the statement
 *     serves another purpose
 */
public record FusedStatement(
        String head,
        List<String> conditions,
        String tail,
        List<Parameter> parameters,
        AnswerLayout layout,
        List<PlannedMetric> metrics) {
    public FusedStatement {
        conditions = List.copyOf(conditions);
        parameters = List.copyOf(parameters);
        metrics = List.copyOf(metrics);
    }

    /**
     * The finished SQL for a range.
     *
     * @param rangeCondition a condition over the source's rows, ready to be joined by AND. Its parameters come last.
     *     Empty: the whole table
     */
    public String sql(String rangeCondition) {
        StringBuilder text = new StringBuilder(head);
        String word = " where ";
        for (String condition : conditions) {
            text.append(word).append(condition);
            word = " and ";
        }
        if (!rangeCondition.isEmpty()) {
            text.append(word).append(rangeCondition);
        }
        return text.append(tail).toString();
    }
}
