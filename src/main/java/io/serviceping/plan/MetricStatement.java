package io.serviceping.plan;

import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.plan.query.Parameter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A definition's SELECT as a finished statement: as written, or with a window in its outermost WHERE. */
record MetricStatement(String sql, List<Parameter> parameters) {
    static MetricStatement asWritten(String sql) {
        return new MetricStatement(sql, List.of());
    }

    /** Empty: the window cannot be added to the SELECT. */
    static Optional<MetricStatement> windowed(String sql, TimestampColumn column, TimeFrame frame, Instant asOf) {
        List<Parameter> bounds = List.of(
                Parameter.at(asOf.minus(frame.days(), ChronoUnit.DAYS), column.unit()),
                Parameter.at(asOf, column.unit()));
        return new WindowInserter(column).addedTo(sql).map(text -> new MetricStatement(text, bounds));
    }
}
