package io.serviceping.consent;

/** Whether Service Ping may count and send. */
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
}
