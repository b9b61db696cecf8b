package io.serviceping.submit;

import java.time.Duration;

/** Where one try leaves a ping within its run. */
sealed interface TryResult {
    PingResult result();

    /**
     * Done with for this run.
     *
     * @param endsRun whether the pings behind it are left alone
     */
    record Over(PingResult result, boolean endsRun) implements TryResult {}

    /** To be tried again after a pause; the result is what holds if that does not come about. */
    record Again(PingResult result, Duration pause) implements TryResult {}
}
