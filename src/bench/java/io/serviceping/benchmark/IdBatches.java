package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * (b) Batch counters with the parameters that GitLab publishes: counts by 100,000 ids, distinct counts by 10,000 values,
 * the least and the greatest looked up first, a pause of 10 ms between two batches. Needs an index on {@code user_id}.
 */
record IdBatches(TestDatabase.Url database, Dataset dataset, Period period) implements Side {
    static final String INDEX = "create index events_user_id_idx on events (user_id)";
    static final String NO_INDEX = "drop index events_user_id_idx";
    private static final long IDS = 100_000;
    private static final long VALUES = 10_000;
    private static final int PAUSE_MILLIS = 10;

    @Override
    public Answer answer() throws Exception {
        Map<String, Long> values = new HashMap<>();
        try (Session session = Session.open(database)) {
            long start = System.nanoTime();
            for (MetricStatement statement : MetricStatement.of(dataset)) {
                values.put(statement.name(), count(session, statement));
            }
            return new Answer(Session.secondsSince(start), values);
        }
    }

    private long count(Session session, MetricStatement statement) throws SQLException, InterruptedException {
        String column = statement.distinct() ? "user_id" : "id";
        long size = statement.distinct() ? VALUES : IDS;
        String from = statement.from(period);
        Optional<Long> least = session.number("select min(" + column + ")" + from);
        Optional<Long> greatest = session.number("select max(" + column + ")" + from);
        if (least.isEmpty() || greatest.isEmpty()) {
            return 0;
        }
        long sum = 0;
        for (long batch = least.get(); batch <= greatest.get(); batch += size) {
            sum += session.number(statement.sql(period) + " and " + column + " >= " + batch + " and " + column + " < "
                            + (batch + size))
                    .orElseThrow();
            Thread.sleep(PAUSE_MILLIS);
        }
        return sum;
    }
}
