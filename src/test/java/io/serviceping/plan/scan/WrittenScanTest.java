package io.serviceping.plan.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.query.Parameter;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WrittenScanTest {
    private static final PlannedMetric METRIC = metric("counts.issues_weekly", TimeFrame.DAYS_7, ValueType.NUMBER, "a");
    private static final String SQL = "select count(*) from issues where at >= ? and at < ?";
    private static final List<Parameter> WEEK = List.of(
            new Parameter.Timestamp(LocalDateTime.parse("2026-11-09T00:00")),
            new Parameter.Timestamp(LocalDateTime.parse("2026-11-16T00:00")));
    private static final WrittenScan SCAN = new WrittenScan("main", SQL, WEEK, List.of(METRIC));

    @Test
    void hasTheSameIdInEveryProcessAndVersion() {
        assertThat(SCAN.id()).isEqualTo("3d787e6713b9ddd2");
    }

    @Test
    void hasAnotherIdWhenAnythingOfItChanges() {
        Stream<WrittenScan> others = Stream.of(
                new WrittenScan("other", SQL, WEEK, List.of(METRIC)),
                new WrittenScan("main", SQL + " ", WEEK, List.of(METRIC)),
                new WrittenScan("main", SQL, List.of(WEEK.get(1), WEEK.get(0)), List.of(METRIC)),
                new WrittenScan("main", SQL, List.of(WEEK.get(0)), List.of(METRIC)),
                new WrittenScan(
                        "main", SQL, List.of(new Parameter.Whole(1L), new Parameter.Whole(2L)), List.of(METRIC)),
                new WrittenScan("main", SQL, WEEK, List.of(METRIC, METRIC)),
                answering(metric("counts.issue", TimeFrame.DAYS_7, ValueType.NUMBER, "a")),
                answering(metric("counts.issues_weekly", TimeFrame.DAYS_28, ValueType.NUMBER, "a")),
                answering(metric("counts.issues_weekly", TimeFrame.DAYS_7, ValueType.STRING, "a")));

        assertThat(Stream.concat(Stream.of(SCAN), others).map(WrittenScan::id)).doesNotHaveDuplicates();
        assertThat(answering(METRIC).id()).isEqualTo(SCAN.id());
    }

    @Test
    void writesItsParametersOutAsLiterals() {
        assertThat(SCAN.readable())
                .isEqualTo("select count(*) from issues where at >= timestamp '2026-11-09 00:00'"
                        + " and at < timestamp '2026-11-16 00:00'");
        assertThat(reading("select ? + ?", new Parameter.Date(LocalDate.of(2026, 1, 2)), new Parameter.Whole(7L)))
                .isEqualTo("select date '2026-01-02' + 7");
    }

    @Test
    void leavesQuestionMarksAloneThatAreNoParameters() {
        assertThat(reading(
                        "select '?', \"a?\" /* ? */ from t -- ?\nwhere x >= ? and x < ? group by $$?$$ having 'it''s ?' <> ''",
                        new Parameter.Whole(1L),
                        new Parameter.Whole(2L)))
                .isEqualTo(
                        "select '?', \"a?\" /* ? */ from t -- ?\nwhere x >= 1 and x < 2 group by $$?$$ having 'it''s ?' <> ''");
        assertThat(reading("select jsonb_exists(a, '?') from t where b ? 'x'"))
                .isEqualTo("select jsonb_exists(a, '?') from t where b ? 'x'");
    }

    @Test
    void answersSomething() {
        assertThatThrownBy(() -> new WrittenScan("main", SQL, WEEK, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("answers must not be empty");
    }

    private static String reading(String sql, Parameter... parameters) {
        return new WrittenScan("main", sql, List.of(parameters), List.of(METRIC)).readable();
    }

    private static WrittenScan answering(PlannedMetric metric) {
        return new WrittenScan("main", SQL, WEEK, List.of(metric));
    }

    private static PlannedMetric metric(String keyPath, TimeFrame frame, ValueType type, String group) {
        return new PlannedMetric(new KeyPath(keyPath), frame, type, group);
    }
}
