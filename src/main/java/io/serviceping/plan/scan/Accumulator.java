package io.serviceping.plan.scan;

import io.serviceping.plan.aggregate.AccumulatorKind;

/**
 * One accumulator of a fused scan. No row of the source is counted in two slots of one metric.
 *
 * @param id its index in {@link FusedScan#slots()}
 * @param keyed whether there is one for each key of a grouping
 * @param aWeekLater the slot that all in it belongs to when the same is asked a week later; {@link AnswerLayout.Output#NONE} when
 *     it then lies in no window that a metric asks for. Only of a scan whose rows are only added; else the slot itself
 */
public record Accumulator(int id, AccumulatorKind kind, boolean keyed, int aWeekLater) {}
