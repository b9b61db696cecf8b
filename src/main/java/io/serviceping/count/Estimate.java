package io.serviceping.count;

/** What a database's optimizer expects of a statement, without running it. */
public sealed interface Estimate {
    /**
     * It tells.
     *
     * @param cost in the optimizer's own unit, to be compared with other costs of the same database only
     * @param rows of the answer
     */
    record Known(double cost, long rows) implements Estimate {}

    /**
     * It does not.
     *
     * @param why in the database's words, where it refuses the statement
     */
    record Unknown(String why) implements Estimate {}
}
