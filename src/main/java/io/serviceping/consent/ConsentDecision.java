package io.serviceping.consent;

/** Whether Service Ping may count and send. Only {@link On} allows it. */
public sealed interface ConsentDecision {
    /** No source switches Service Ping off. */
    record On() implements ConsentDecision {}

    /**
     * At least one source switches Service Ping off.
     *
     * @param by all sources that do, in words: {@code alice with `opt-out` on 2026-11-22T10:00:00Z}
     */
    record Off(String by) implements ConsentDecision {
        /** One line for the admin. */
        public String text() {
            return "Service Ping is off: switched off by " + by;
        }
    }

    /**
     * No source that can be read switches Service Ping off, and one cannot be read.
     *
     * @param why the failure, which tells the admin what to do
     */
    record Unknown(RuntimeException why) implements ConsentDecision {
        /** One line for the admin. */
        public String text() {
            return "Whether Service Ping is on is not known: " + why.getMessage();
        }
    }
}
