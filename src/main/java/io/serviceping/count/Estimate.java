package io.serviceping.count;

/** An optimizer's estimate for a statement, which is not run. */
public sealed interface Estimate {
    /**
     * The database has an estimate.
     *
     * @param cost in the optimizer's own unit; comparable only within one database
     * @param rows of the answer
     */
    record Known(double cost, long rows) implements Estimate {}

    /**
     * The database has no estimate.
     *
     * @param why the database's error where it refuses the statement
     */
    record Unknown(String why) implements Estimate {}
}
