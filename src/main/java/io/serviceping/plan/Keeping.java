package io.serviceping.plan;

import java.time.Instant;
import java.util.List;

/** Whether what a shared scan finds of a ping is kept for the next one. */
public sealed interface Keeping {
    /** No metric of the scan asks for it. */
    record NotAsked() implements Keeping {}

    /**
     * A metric asks for it, in vain: all is counted anew.
     *
     * @param why for people who read the plan
     */
    record Impossible(String why) implements Keeping {}

    /**
     * What is found of settled rows is kept, and the next ping reads on behind them. A row is settled when each of its
     * times lies before the instant: by then all transactions that could hold a lower id have ended.
     *
     * @param times the time columns of the scan's metrics
     * @param before settled rows are older; not after the end of the windows
     * @param rows the slot with the number of a range's rows
     * @param unsettled the slot with the number of those that are not settled
     * @param greatest the slot with the range's greatest id
     */
    record Settled(List<WindowColumn> times, Instant before, int rows, int unsettled, int greatest) implements Keeping {
        public Settled {
            times = List.copyOf(times);
            if (times.isEmpty()) {
                throw new IllegalArgumentException("times must not be empty");
            }
        }

        /** The condition of a row that is not settled; one without a time is. */
        public String condition() {
            return String.join(
                    " or ",
                    times.stream().map(time -> time.expression() + " >= ?").toList());
        }

        /** The values of the condition's {@code ?}. */
        public List<Parameter> parameters() {
            return times.stream().map(time -> time.before(before, 0)).toList();
        }
    }
}
