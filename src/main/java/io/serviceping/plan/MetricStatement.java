package io.serviceping.plan;

import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.plan.query.Parameter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A definition's SELECT as a finished statement: as written, or with a window in its outermost WHERE. */
record MetricStatement(String sql, List<Parameter> parameters) {
    static MetricStatement asWritten(MetricSelect select) {
        return new MetricStatement(select.text(), List.of());
    }

    /** The statement for one time frame. All time frames have the same SQL: {@link WindowInserter#addedTo}. */
    static MetricStatement windowed(String sql, TimestampColumn column, TimeFrame frame, Instant asOf) {
        return new MetricStatement(
                sql,
                List.of(
                        Parameter.at(asOf.minus(frame.days(), ChronoUnit.DAYS), column.unit()),
                        Parameter.at(asOf, column.unit())));
    }
}
