package io.serviceping.plan.scan;

/**
 * What a table is split by.
 *
 * @param reason for people who read the plan
 */
public record RangeChoice(RangeKey key, String reason) {}
