package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.util.HashMap;
import java.util.Map;

/** (a) Each metric's own SQL by itself, one after another on one connection. */
record EachAlone(TestDatabase.Url database, Dataset dataset, Period period) implements Side {
    @Override
    public Answer answer() throws Exception {
        Map<String, Long> values = new HashMap<>();
        try (Session session = Session.open(database)) {
            long start = System.nanoTime();
            for (MetricStatement statement : MetricStatement.of(dataset)) {
                values.put(
                        statement.name(), session.number(statement.sql(period)).orElseThrow());
            }
            return new Answer(Session.secondsSince(start), values);
        }
    }
}
