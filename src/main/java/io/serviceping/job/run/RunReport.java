package io.serviceping.job.run;

import io.serviceping.count.incremental.FutureRows;
import io.serviceping.count.result.MetricResult;
import io.serviceping.job.installation.MissingValue;
import io.serviceping.outbox.PingSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The result of a run that threw no exception. */
public sealed interface RunReport {
    /**
     * Nothing was queried and nothing was sent.
     *
     * @param text who switched Service Ping off, in one line
     */
    record Off(String text) implements RunReport {}

    /**
     * Another run is under way; nothing was done.
     *
     * @param who the other run, as far as known
     */
    record Busy(String who) implements RunReport {}

    /**
     * Nothing was counted: the clock alone has chosen the period, and it may be wrong.
     *
     * @param clock the time of the clock
     * @param why what speaks against it; follows "but"
     */
    record Doubtful(Instant clock, String why) implements RunReport {}

    /**
     * Counting stopped between two scans or ranges; the next run continues from there.
     *
     * @param done scans whose results are stored
     * @param total 0 when the run stopped before the plan was made
     * @param waitingFor what counting waited for when it stopped; empty: nothing
     */
    record Interrupted(int done, int total, Optional<String> waitingFor) implements RunReport {}

    /**
     * The ping is frozen; its state tells how far delivery came.
     *
     * @param complete whether every metric to be counted has a value; false once the bytes are dropped
     * @param before whether the ping had been delivered before this run began
     * @param results the metrics that this run or an earlier one counted for a ping not yet delivered; otherwise empty
     * @param missing the metrics without a value, whichever run counted them
     * @param futureRows the append-only tables of which each ping counts a part again, because of rows in the future
     * @param submitted whether the run was to deliver
     * @param refused the pings of other periods that the endpoint refused in this run
     * @param nextProbeAt when the breaker allows the next probe; empty: the breaker is closed
     * @param off who switched Service Ping off during the run, in one line; empty: nobody, or the run was not to
     *     deliver
     */
    record Frozen(
            PingSummary ping,
            boolean complete,
            boolean before,
            List<MetricResult> results,
            List<MissingValue> missing,
            List<FutureRows> futureRows,
            boolean submitted,
            List<PingSummary> refused,
            Optional<Instant> nextProbeAt,
            Optional<String> off)
            implements RunReport {
        public Frozen {
            results = List.copyOf(results);
            missing = List.copyOf(missing);
            futureRows = List.copyOf(futureRows);
            refused = List.copyOf(refused);
        }
    }
}
