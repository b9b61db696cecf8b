package io.serviceping.plan.scan;

import io.serviceping.definition.sql.SqlTokens;
import io.serviceping.digest.Fingerprint;
import io.serviceping.plan.query.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * One statement for one database, with the metrics that it answers.
 *
 * @param database a name under {@code service-ping.databases}
 * @param sql finished SQL, with a {@code ?} for each parameter
 * @param answers the metrics, in the order of the statement's answers; never empty
 * @param addsUp whether the values of several groups add up to the value of their union
 * @param sketches asked after it: each row has a group's key, and the registers of distinct values that are not rows.
 *     Empty: all values are rows
 */
public record WrittenScan(
        String database,
        String sql,
        List<Parameter> parameters,
        List<PlannedMetric> answers,
        boolean addsUp,
        Optional<WrittenScan> sketches) {
    /** A scan whose groups are not known to add up. */
    public WrittenScan(String database, String sql, List<Parameter> parameters, List<PlannedMetric> answers) {
        this(database, sql, parameters, answers, false, Optional.empty());
    }

    public WrittenScan {
        parameters = List.copyOf(parameters);
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("answers must not be empty");
        }
    }

    /**
     * 16 hexadecimal digits that change with any part of the scan. A result counted before a restart is reused only for
     * exactly the same question.
     */
    public String id() {
        // {@code addsUp} follows from the SQL.
        return Fingerprint.of("Scan[database=" + database + ", sql=" + sql + ", parameters=" + parameters + ", answers="
                + answers + "]" + sketches.map(WrittenScan::id).orElse(""));
    }

    /** The statement with its values written out, ready for a SQL prompt. */
    public String readable() {
        if (parameters.isEmpty()) {
            return sql;
        }
        List<Integer> marks = SqlTokens.parameters(sql);
        StringBuilder text = new StringBuilder(sql);
        for (int i = marks.size() - 1; i >= 0; i--) {
            int mark = marks.get(i);
            text.replace(mark, mark + 1, parameters.get(i).literal());
        }
        return text.toString();
    }
}
