package io.serviceping.plan;

import java.util.Optional;

/** Whether a metric's SELECT could be taken apart. */
public sealed interface Analysis {
    /**
     * It could: the metric may share a scan.
     *
     * @param windowColumn the column that windows are put on, in canonical form, where the definition has one
     */
    record Understood(Shape shape, Optional<String> windowColumn) implements Analysis {}

    /**
     * It could not: it runs as written, as one statement.
     *
     * @param why for the author, such as {@code has a subquery}
     */
    record AsWritten(String why) implements Analysis {}
}
