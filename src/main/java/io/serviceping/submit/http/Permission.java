package io.serviceping.submit.http;

/**
 * Whether pings may be sent. Checked before an attempt is claimed, again after that, and once a second during the
 * exchange. If permission is lost, the exchange is cancelled.
 */
@FunctionalInterface
public interface Permission {
    /** Whether sending is allowed now. An exception ends the attempt; nothing more is sent. */
    boolean isGiven();

    /**
     * Registers an attempt, before the decisive check. The code that withdraws permission can wait until the attempt
     * has ended.
     */
    default Sending begin() {
        return () -> {};
    }

    /** A registered attempt; closing it ends the attempt. */
    interface Sending extends AutoCloseable {
        @Override
        void close();
    }
}
