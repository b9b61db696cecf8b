package io.serviceping.plan.scan;

import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Parameter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether what a shared scan finds of a ping is kept for the next one. */
public sealed interface IncrementalMode {
    /** No metric of the scan asks for it. */
    record NotAsked() implements IncrementalMode {}

    /**
     * A metric asks for it, in vain: all is counted anew.
     *
     * @param why for people who read the plan
     */
    record Impossible(String why) implements IncrementalMode {}

    /**
     * What is found of settled rows is kept, and the next ping reads on behind them. A row is settled when each of its
     * times lies before an instant: by then all transactions that could hold a lower id have ended.
     *
     * @param times the time columns of the scan's metrics
     * @param before settled rows are older; not after the end of the windows
     * @param ahead a row that is not older lies in the future: its time does not tell when it was written
     * @param slots where the scan tells of its rows
     */
    record Settled(List<WindowColumn> times, Instant before, Instant ahead, Slots slots) implements IncrementalMode {
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
         * The slots that tell of a range's rows.
         *
         * @param rows how many there are
         * @param unsettled how many of them are not settled
         * @param recent how many of them are not settled, and do not lie in the future
         * @param greatest the greatest id
         * @param proven the greatest id of a settled row that has a time: all lower ids are there
         */
        public record Slots(int rows, int unsettled, int recent, int greatest, int proven) {}

        /** The condition of a row that is not settled; one without a time is. */
        public Fragment unsettled() {
            return any(" >= ?", before);
        }

        /** The condition of a row with a time that is not settled and does not lie in the future. */
        public Fragment recent() {
            List<Parameter> parameters = new ArrayList<>();
            times.forEach(time -> parameters.addAll(List.of(time.before(before, 0), time.before(ahead, 0))));
            return new Fragment(
                    times.stream()
                            .map(time -> time.expression() + " >= ? and " + time.expression() + " < ?")
                            .collect(Collectors.joining(" or ")),
                    parameters);
        }

        /** The condition of a row that has a settled time, whatever its other times are. */
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
