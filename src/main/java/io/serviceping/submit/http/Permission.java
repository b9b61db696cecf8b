package io.serviceping.submit.http;

/**
 * Whether pings may be sent. Asked before an attempt is claimed, again once it is, and once a second while its exchange is
 * under way: whoever is refused then breaks the exchange off.
 */
@FunctionalInterface
public interface Permission {
    /** The answer at this moment. Whatever it throws ends the attempt without sending anything more. */
    boolean isGiven();

    /**
     * Begins an attempt, before the question that counts. Whoever takes the permission back can wait until the attempt has
     * ended.
     */
    default Sending begin() {
        return () -> {};
    }

    /** An attempt that is under way until this is closed. */
    interface Sending extends AutoCloseable {
        @Override
        void close();
    }
}
