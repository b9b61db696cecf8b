package io.serviceping.plan;

/** Whether a metric's SELECT could be taken apart. */
public sealed interface Analysis {
    /** It could: the metric may share a scan. */
    record Understood(Shape shape) implements Analysis {}

    /**
     * It could not: it runs as written, as one statement.
     *
     * @param why for the author, such as {@code has a subquery}
     */
    record AsWritten(String why) implements Analysis {}
}
