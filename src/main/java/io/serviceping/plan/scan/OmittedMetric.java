package io.serviceping.plan.scan;

/**
 * A metric that is not queried, and why.
 *
 * @param reason for the admin; fit for the payload where the metric is left out: names no person, host or error text
 */
public record OmittedMetric(PlannedMetric metric, Why why, String reason) {
    /** What keeps a metric from being queried. */
    public enum Why {
        /** The admin left it out, or it is broken: it was not to be counted. */
        LEFT_OUT(""),
        /** Its database has something of its own that its SQL must not call. */
        CALLS_A_FUNCTION("would call a function that is not allowed"),
        /** Its SQL is longer or nested more deeply than is taken. */
        TOO_LARGE("has more SQL than is taken");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        /** The reason in the payload of a metric that was to be counted. */
        public String text() {
            return text;
        }
    }
}
