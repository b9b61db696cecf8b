package io.serviceping.count;

import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.time.Sleeper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/** Keeps the progress of one shared scan, in the state database or in memory. Each change is atomic. */
public interface ScanSink {
    /**
     * What is left of each span. Begins the scan if it is not begun.
     *
     * @param most how many spans to make
     * @param pause how to rest after look-ups in the application database
     * @return empty when the database answers, but the scan's key range cannot be read
     */
    Optional<List<ResumeKey>> left(int most, Sleeper pause) throws InterruptedException;

    /** A span with all its chunks. */
    SpanProgress span(int number);

    /** Deletes the chunks of a span, whose walk restarts. */
    SpanProgress beginAgain(int number);

    /**
     * Stores a chunk behind the others of its span.
     *
     * @param stored is told how many chunks the span has now, before the change is final
     */
    void append(SpanProgress span, Chunk chunk, IntConsumer stored);

    /**
     * Called after each range.
     *
     * @param rowsSeen a lower bound for its rows
     */
    default void rangeRead(long rowsSeen) {}

    /** Stores the results of metrics that the scan gave up. */
    void giveUp(Map<PlannedMetric, MetricResult> results);

    /** The metrics that the scan gave up, or that were counted before they could share it. */
    Set<PlannedMetric> givenUp();
}
