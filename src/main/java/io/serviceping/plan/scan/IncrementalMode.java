package io.serviceping.plan.scan;

import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Parameter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
     * @param times the time columns of the scan's metrics
     * @param before settled rows are older; not after the end of the windows
     * @param ahead from this instant on a time lies in the future and does not show when the row was written
     * @param accumulators the accumulators that describe the rows of a range
     */
    record Settled(List<WindowColumn> times, Instant before, Instant ahead, Accumulators accumulators)
            implements IncrementalMode {
        public Settled {
            times = List.copyOf(times);
            if (times.isEmpty()) {
                throw new IllegalArgumentException("times must not be empty");
            }
            if (ahead.isBefore(before)) {
                throw new IllegalArgumentException("ahead must not lie before " + before + " but was " + ahead);
            }
        }

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

        /** The condition of a row that is not settled. A row without a time is settled. */
        public Fragment unsettled() {
            return any(" >= ?", before);
        }

        /** The condition of a row that has a time which is not settled and not in the future. */
        public Fragment recent() {
            List<Parameter> parameters = new ArrayList<>();
            times.forEach(time -> parameters.addAll(List.of(time.before(before, 0), time.before(ahead, 0))));
            return new Fragment(
                    times.stream()
                            .map(time -> time.expression() + " >= ? and " + time.expression() + " < ?")
                            .collect(Collectors.joining(" or ")),
                    parameters);
        }

        /** The condition of a row that has at least one settled time. */
        public Fragment timed() {
            return any(" < ?", before);
        }

        private Fragment any(String comparison, Instant with) {
            return new Fragment(
                    times.stream().map(time -> time.expression() + comparison).collect(Collectors.joining(" or ")),
                    times.stream().map(time -> time.before(with, 0)).toList());
        }
    }
}
