package io.serviceping.benchmark;

import io.serviceping.definition.TimeFrame;
import io.serviceping.time.Period;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** One metric: how many events of a kind, or how many users have one, in a time frame. */
record MetricStatement(int kind, boolean distinct, TimeFrame frame) {
    static final List<TimeFrame> FRAMES = List.of(TimeFrame.ALL, TimeFrame.DAYS_28, TimeFrame.DAYS_7);

    /** Half counts, half distinct counts, three windows each: six for each kind. */
    static List<MetricStatement> of(Dataset dataset) {
        List<MetricStatement> questions = new ArrayList<>();
        for (int kind = 0; kind < dataset.kinds(); kind++) {
            for (boolean distinct : List.of(false, true)) {
                for (TimeFrame frame : FRAMES) {
                    questions.add(new MetricStatement(kind, distinct, frame));
                }
            }
        }
        return questions;
    }

    /** What the metric is called in the payload below {@code counts}. */
    String name() {
        return (distinct ? "users_" : "events_") + Dataset.kindName(kind) + frame.suffix();
    }

    /** The author's SELECT, without a window. */
    static String select(int kind, boolean distinct) {
        return "select " + aggregate(distinct) + " from events where kind = '" + Dataset.kindName(kind) + "'";
    }

    /** The whole statement, as somebody would run it by itself. */
    String sql(Period period) {
        return "select " + aggregate(distinct) + from(period);
    }

    /** The rows it is about, from FROM on. */
    String from(Period period) {
        String rows = " from events where kind = '" + Dataset.kindName(kind) + "'";
        LocalDate end = Dataset.end(period);
        return frame.isWindow()
                ? rows + " and created_at >= timestamp '" + end.minusDays(frame.days())
                        + " 00:00' and created_at < timestamp '" + end + " 00:00'"
                : rows;
    }

    private static String aggregate(boolean distinct) {
        return distinct ? "count(distinct user_id)" : "count(*)";
    }
}
