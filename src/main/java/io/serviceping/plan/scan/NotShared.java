package io.serviceping.plan.scan;

/**
 * A metric that runs as written.
 *
 * @param why for the author, such as {@code sums an inexact number}
 */
public record NotShared(PlannedMetric metric, String why) {}
