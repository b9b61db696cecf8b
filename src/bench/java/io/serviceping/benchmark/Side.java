package io.serviceping.benchmark;

import java.util.Map;

/** One way to answer all questions. */
interface Side {
    /** Asks the database and waits for the last answer. */
    Answer answer() throws Exception;

    /**
     * What a side found out.
     *
     * @param seconds without what the side calls its start-up
     * @param values by metric name; empty where the side answers no metric
     */
    record Answer(double seconds, Map<String, Long> values) {}
}
