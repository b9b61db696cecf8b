package io.serviceping.job.status;

import io.serviceping.time.Period;
import java.util.Locale;

/**
 * A week that the endpoint will not hear of, as things stand.
 *
 * @param detail more words, in one line; empty where there is nothing more to say
 */
public record Gap(Period period, Why why, String detail) {
    /** Why there is no ping. */
    public enum Why {
        /** Service Ping was off when a run was due. */
        OPTED_OUT,
        /** Runs began, and none came to freeze a ping. */
        FAILED,
        /** There was one, and it was given up unsent. */
        EVICTED,
        /** Nobody ran it: the machine was off, or cron was not set up. */
        NEVER_RUN;

        /** As {@code status --json} has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** For people. */
        public String text() {
            return word().replace('_', ' ');
        }
    }
}
