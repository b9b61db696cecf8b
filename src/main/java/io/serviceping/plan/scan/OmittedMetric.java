package io.serviceping.plan.scan;

/**
 * A metric that is not queried.
 *
 * @param reason for the admin, with words of the database; it does not go into the payload
 */
public record OmittedMetric(PlannedMetric metric, Why why, String reason) {
    public enum Why {
        /** The admin left it out, or its definition is broken; no value was expected. */
        LEFT_OUT(""),
        /** Its SQL would use a user-defined function, operator, cast or domain that no admin has allowed. */
        CALLS_A_FUNCTION("would call a function that is not allowed"),
        /** What its SQL would call is not known: its database did not tell. */
        NOT_CHECKED("could not be checked for functions that are not allowed"),
        /** An application counts its events by another definition, or does not let us read by which. */
        COUNTED_OTHERWISE("is over an event that is not known to be counted by this definition"),
        /** An application has deleted some of what it counts, or added it up. */
        NOT_KEPT("is over a time of which the application no longer keeps all events"),
        /** An application hashed the members that it counts with different keys, or does not let us read whether. */
        SEVERAL_KEYS("counts members that are not known to be hashed with one key"),
        /** Its SQL is too long or nested too deeply. */
        TOO_LARGE("has more SQL than is taken");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        /** The reason for the payload when a value was expected. */
        public String text() {
            return text;
        }
    }
}
