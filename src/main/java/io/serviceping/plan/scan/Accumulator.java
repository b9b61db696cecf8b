package io.serviceping.plan.scan;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;

/**
 * One accumulator of a fused scan. Accumulators that are combined never count the same row.
 *
 * @param id its index in {@link FusedScan#accumulators()}
 * @param keyed whether there is one for each key of a grouping
 * @param aWeekLater the accumulator that its content belongs to one week later; {@link AnswerLayout.Output#NONE} when
 *     no metric needs the content then. Outside append-only scans, the accumulator itself
 */
public record Accumulator(int id, AccumulatorKind kind, boolean keyed, int aWeekLater) {}
