package io.serviceping.cli;

import io.serviceping.count.incremental.FutureRows;

/** Says how many rows lie in the future, what that costs, and what to do. */
final class FutureRowsText {
    private FutureRowsText() {}

    static String of(FutureRows rows) {
        String ranges = rows.ranges() == 0
                ? ""
                : " Each ping counts " + (rows.ranges() == 1 ? "a range" : rows.ranges() + " ranges")
                        + " of ids again until their time has passed.";
        String behind = rows.countedBehind().isEmpty()
                ? ""
                : " There are too many of them to keep what lies behind: each ping counts all rows behind id "
                        + rows.countedBehind().getAsLong() + " again.";
        return "Rows of " + rows.table()
                + " are dated ahead of the time when they were written, though append_only is declared." + ranges
                + behind + " Give these metrics a timestamp_column that tells when a row was written.";
    }
}
