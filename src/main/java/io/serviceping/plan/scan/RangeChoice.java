package io.serviceping.plan.scan;

/**
 * How a table is split into ranges.
 *
 * @param reason for readers of the plan
 */
public record RangeChoice(RangeKey key, String reason) {}
