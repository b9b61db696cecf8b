package io.serviceping.job.run;

import io.serviceping.count.incremental.FutureRows;
import io.serviceping.count.result.MetricResult;
import io.serviceping.outbox.PingSummary;
import io.serviceping.submit.DeliveryReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a run ended, short of an exception. */
public sealed interface RunReport {
    /**
     * Nothing was queried and nothing was sent.
     *
     * @param text one line that says who switched Service Ping off
     */
    record Off(String text) implements RunReport {}

    /**
     * Another run is under way; nothing was done.
     *
     * @param who as far as is known
     */
    record Busy(String who) implements RunReport {}

    /**
     * Counting stopped between two scans; the next run goes on from there.
     *
     * @param done scans whose results are stored
     * @param total 0 when it was stopped before it could tell
     * @param waitingFor what it waited for when it was stopped; empty when for nothing
     */
    record Interrupted(int done, int total, Optional<String> waitingFor) implements RunReport {}

    /**
     * The ping is frozen, and its state says how far delivery came.
     *
     * @param complete whether every metric that was to be counted has a value; false once the bytes are dropped
     * @param before whether it had been delivered before this run began
     * @param results what was counted, when this run or one before it did so for a ping not yet delivered; else empty
     * @param futureRows the tables of which a part is counted again by each ping, since rows of the future are there
     * @param deliveries what this run did to deliver; empty when it was not to
     * @param nextProbeAt before when the endpoint is left in peace; empty while it is not
     * @param off who has switched Service Ping off since the run began, in one line, where the run was to deliver
     */
    record Frozen(
            PingSummary ping,
            boolean complete,
            boolean before,
            List<MetricResult> results,
            List<FutureRows> futureRows,
            Optional<DeliveryReport> deliveries,
            Optional<Instant> nextProbeAt,
            Optional<String> off)
            implements RunReport {
        public Frozen {
            results = List.copyOf(results);
            futureRows = List.copyOf(futureRows);
        }
    }
}
