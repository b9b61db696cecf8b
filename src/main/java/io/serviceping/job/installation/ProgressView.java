package io.serviceping.job.installation;

import java.util.Optional;

/** Observes a count. Called from several threads, one at a time. */
public interface ProgressView {
    /** Observes nothing. */
    ProgressView NONE = (done, total) -> {};

    /**
     * Called when counting begins, and when a scan has been stored.
     *
     * @param done 0 to total
     */
    void counted(int done, int total);

    /**
     * Called when counting begins to wait for a database, and when it goes on.
     *
     * @param why empty: counting no longer waits
     */
    default void waiting(Optional<String> why) {}
}
