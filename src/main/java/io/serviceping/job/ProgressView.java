package io.serviceping.job;

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
}
