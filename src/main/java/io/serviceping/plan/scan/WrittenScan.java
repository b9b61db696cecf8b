package io.serviceping.plan.scan;

import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Word;
import java.util.List;

/**
 * One statement against one database and the metrics it answers.
 *
 * @param database a name under {@code service-ping.databases}
 * @param sql finished SQL, with a {@code ?} for each parameter
 * @param answers the metrics, in the order of the statement's answers; never empty
 * @param addsUp whether the value of several groups together is the sum of their values
 */
public record WrittenScan(
        String database, String sql, List<Parameter> parameters, List<PlannedMetric> answers, boolean addsUp) {
    /** One of whose groups it is not known that they add up. */
    public WrittenScan(String database, String sql, List<Parameter> parameters, List<PlannedMetric> answers) {
        this(database, sql, parameters, answers, false);
    }

    public WrittenScan {
        parameters = List.copyOf(parameters);
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("answers must not be empty");
        }
    }

    /**
     * 16 hexadecimal digits that change when anything of the scan changes, so that a result counted before a restart is
     * used again only for the very same question.
     */
    public String id() {
        // Whether it adds up follows from its SQL.
        return Fingerprint.of("Scan[database=" + database + ", sql=" + sql + ", parameters=" + parameters + ", answers="
                + answers + "]");
    }

    /** The statement with its values written out, as an engineer would paste it into a SQL prompt. */
    public String readable() {
        if (parameters.isEmpty()) {
            return sql;
        }
        // Only what is a token of its own is a parameter; a question mark in a literal, a name or a comment is not.
        List<Word> marks =
                Word.of(sql).stream().filter(word -> word.text().equals("?")).toList();
        StringBuilder text = new StringBuilder(sql);
        for (int i = marks.size() - 1; i >= 0; i--) {
            text.replace(
                    marks.get(i).begin(), marks.get(i).end(), parameters.get(i).literal());
        }
        return text.toString();
    }
}
