package io.serviceping.submit;

import java.time.Duration;

/** The state of a ping within its run, after one try. */
sealed interface TryResult {
    PingResult result();

    /**
     * No further try in this run.
     *
     * @param endsRun whether the pings after it are not attempted
     */
    record Over(PingResult result, boolean endsRun) implements TryResult {}

    /** To be tried again after a pause. The result is final if there is no further try. */
    record Again(PingResult result, Duration pause) implements TryResult {}
}
