package io.serviceping.job.installation;

import java.util.Optional;

/** Somebody who watches a count; called from several threads, one at a time. */
public interface ProgressView {
    /** Nobody watches. */
    ProgressView NONE = (done, total) -> {};

    /**
     * A scan has been stored, or counting begins.
     *
     * @param done 0 to total
     */
    void counted(int done, int total);

    /**
     * Counting begins to wait for a database, or goes on.
     *
     * @param why empty when nothing is waited for any longer
     */
    default void waiting(Optional<String> why) {}
}
