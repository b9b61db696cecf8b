package io.serviceping.job.installation;

import io.serviceping.time.Period;

/** The bytes of the period's ping were dropped, long after its delivery or because it was given up. */
public final class DroppedPingException extends Exception {
    private static final long serialVersionUID = 1L;

    public DroppedPingException(Period period) {
        super("The bytes of the ping of " + period + " are kept no longer; 'status' says what became of it.");
    }
}
