package io.serviceping.plan;

/**
 * A metric that is not queried, and why.
 *
 * @param reason for the admin; fit for the payload, unless the metric is refused: names no person, host or error text
 * @param refused whether its database has something of its own that the metric's SQL must not call
 */
public record Omitted(PlannedMetric metric, String reason, boolean refused) {
    /** The reason of all refused metrics, fit for the payload. */
    public static final String REFUSED = "would call a function that is not allowed";

    /** A metric that the admin left out, or that is broken. */
    public Omitted(PlannedMetric metric, String reason) {
        this(metric, reason, false);
    }
}
