package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * (e) The best that we can write by hand for exactly these metrics, knowing how kinds are named: one statement for the
 * counts, one for the distinct counts, whose masks have three bits for each kind.
 */
record ByHand(TestDatabase.Url database, Dataset dataset, Period period) implements Side {
    private static final int FRAMES = 3;
    private static final int KINDS_A_MASK = 64 / FRAMES;

    @Override
    public Answer answer() throws Exception {
        long[][] events = new long[dataset.kinds()][FRAMES];
        long[][] users = new long[dataset.kinds()][FRAMES];
        try (Session session = Session.open(database)) {
            long start = System.nanoTime();
            count(session, events);
            countUsers(session, users);
            return new Answer(Session.secondsSince(start), values(events, users));
        }
    }

    private void count(Session session, long[][] events) throws SQLException {
        String sql = "select kind, " + bucket() + ", count(*) from events group by 1, 2";
        session.rows(sql, row -> {
            int kind = Integer.parseInt(row.getString(1).substring("kind_".length()));
            add(events[kind], row.getInt(2), row.getLong(3));
        });
    }

    /** A bucket is part of all frames that are at least as long. */
    private static void add(long[] frames, int bucket, long n) {
        for (int frame = 0; frame <= bucket; frame++) {
            frames[frame] += n;
        }
    }

    private void countUsers(Session session, long[][] users) throws SQLException {
        int masks = (dataset.kinds() + KINDS_A_MASK - 1) / KINDS_A_MASK;
        session.rows(usersSql(masks), row -> {
            for (int mask = 0; mask < masks; mask++) {
                for (long bits = row.getLong(mask + 2); bits != 0; ) {
                    int place = Long.numberOfTrailingZeros(bits) / FRAMES;
                    int kindBits = (int) (bits >>> (place * FRAMES)) & 7;
                    add(users[mask * KINDS_A_MASK + place], 31 - Integer.numberOfLeadingZeros(kindBits), 1);
                    bits &= ~(7L << (place * FRAMES));
                }
            }
        });
    }

    private String usersSql(int masks) {
        String columns = IntStream.range(0, masks)
                .mapToObj(mask -> masks == 1
                        ? "bit_or(1::bigint << bit)"
                        : "bit_or(1::bigint << (bit - %d)) filter (where bit between %d and %d)"
                                .formatted(
                                        mask * KINDS_A_MASK * FRAMES,
                                        mask * KINDS_A_MASK * FRAMES,
                                        (mask + 1) * KINDS_A_MASK * FRAMES - 1))
                .collect(Collectors.joining(", "));
        return "select user_id, " + columns + " from (select user_id, substr(kind, 6)::int * " + FRAMES + " + "
                + bucket() + " as bit from events offset 0) b group by user_id";
    }

    /** 2 for the last 7 days, 1 for the 21 days before, else 0. */
    private String bucket() {
        LocalDate end = Dataset.end(period);
        return "case when created_at >= timestamp '" + end.minusDays(28) + "' and created_at < timestamp '" + end
                + "' then case when created_at >= timestamp '" + end.minusDays(7) + "' then 2 else 1 end else 0 end";
    }

    private Map<String, Long> values(long[][] events, long[][] users) {
        Map<String, Long> values = new HashMap<>();
        for (MetricStatement statement : MetricStatement.of(dataset)) {
            long[][] of = statement.distinct() ? users : events;
            values.put(statement.name(), of[statement.kind()][MetricStatement.FRAMES.indexOf(statement.frame())]);
        }
        return values;
    }
}
