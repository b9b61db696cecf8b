package io.serviceping.job.installation;

import io.serviceping.time.Period;

/** The period's ping was delivered long ago or given up, and its bytes have been dropped. */
public final class DroppedPingException extends Exception {
    private static final long serialVersionUID = 1L;

    public DroppedPingException(Period period) {
        super("The bytes of the ping of " + period + " are kept no longer; 'status' says what became of it.");
    }
}
