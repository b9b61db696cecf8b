package io.serviceping.plan.scan;

import io.serviceping.plan.query.Fragment;
import java.util.Optional;

/** Whether the result of a shared scan is kept for the next ping, as incremental state. */
public sealed interface IncrementalMode {
    /** No metric of the scan is declared append-only. */
    record NotAsked() implements IncrementalMode {}

    /**
     * A metric is declared append-only, but the whole table is counted for each ping.
     *
     * @param why for readers of the plan
     * @param lasting why this will not change, whatever the size of the table; empty: it may
     */
    record Impossible(String why, Optional<String> lasting) implements IncrementalMode {}

    /**
     * The result for settled rows is kept, and the next ping continues after them. A row is settled when each of its
     * times is before an instant by which every transaction that could add a lower id has ended.
     *
     * @param unsettled the condition of a row that is not settled. A row without a time is settled
     * @param recent the condition of a row that has a time which is not settled and not in the future
     * @param accumulators the accumulators that describe the rows of a range
     */
    record Settled(Fragment unsettled, Fragment recent, Accumulators accumulators) implements IncrementalMode {
        /**
         * Accumulators, by index.
         *
         * @param rows the number of rows
         * @param unsettled the number of rows that are not settled
         * @param recent the number of those that are not in the future
         * @param greatest the greatest id
         * @param proven the greatest id of a settled row that has a time; no lower id can be added any more
         */
        public record Accumulators(int rows, int unsettled, int recent, int greatest, int proven) {}
    }
}
