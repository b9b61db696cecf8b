/**
 * The finished plan: records only, no planning.
 *
 * <p>Doors: {@link Accumulator}, {@link AnswerLayout}, {@link FinalExpression}, {@link FusedAnswer}, {@link FusedScan},
 * {@link FusedStatement}, {@link IncrementalMode}, {@link NotShared}, {@link OmittedMetric}, {@link Plan},
 * {@link PlannedMetric}, {@link RangeChoice}, {@link RangeKey}, {@link SharedScan}, {@link WrittenScan}.
 */
@NullMarked
package io.serviceping.plan.scan;

import org.jspecify.annotations.NullMarked;
