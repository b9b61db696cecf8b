package io.serviceping.plan.scan;

import io.serviceping.plan.query.Parameter;
import java.util.List;

/**
 * One statement of a fused scan, run for one range of the driving table after the other.
 *
 * @param head everything before the WHERE of the innermost SELECT
 * @param conditions what that WHERE joins by AND besides the range; may be empty
 * @param tail everything behind that WHERE
 * @param parameters the values of all {@code ?} but the range's, which come after them
 * @param layout what the answer's columns are
 */
public record FusedStatement(
        String head, List<String> conditions, String tail, List<Parameter> parameters, AnswerLayout layout) {
    public FusedStatement {
        conditions = List.copyOf(conditions);
        parameters = List.copyOf(parameters);
    }

    /**
     * The finished SQL for a range.
     *
     * @param rangeCondition a condition over the source's rows, fit to be joined by AND; empty for the whole table. Its
     *     parameters come last.
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
