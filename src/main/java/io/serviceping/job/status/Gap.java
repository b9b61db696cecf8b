package io.serviceping.job.status;

import io.serviceping.time.Period;
import java.util.Locale;

/**
 * A period for which the endpoint gets no ping, as things are now.
 *
 * @param detail more information in one line; empty: none
 */
public record Gap(Period period, Why why, String detail) {
    /** Why there is no ping. */
    public enum Why {
        /** Service Ping was off when a run was due. */
        OPTED_OUT,
        /** Runs began, but none froze a ping. */
        FAILED,
        /** The ping was given up unsent. */
        EVICTED,
        /** No run began: the machine was off, or no schedule was set up. */
        NEVER_RUN;

        /** The word in {@code status --json}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The text for people. */
        public String text() {
            return this == FAILED ? "not finished" : word().replace('_', ' ');
        }
    }
}
