package io.serviceping.plan;

/**
 * A metric that is not queried, and why.
 *
 * @param reason fit for the payload: names no person, host or error text
 */
public record Omitted(PlannedMetric metric, String reason) {}
