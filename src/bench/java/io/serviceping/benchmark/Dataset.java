package io.serviceping.benchmark;

import io.serviceping.time.Period;
import java.time.LocalDate;
import java.util.List;

/**
 * A table of events over two years: about 80 bytes a row, one user for ten rows, users and kinds spread evenly.
 *
 * @param rows at the end of the first period
 * @param kinds how many kinds of events there are
 * @param first the period of the first ping; the table grows in the one after it
 */
record Dataset(long rows, int kinds, Period first) {
    private static final int METRICS_A_KIND = 6;
    private static final int GROWTH_PERCENT = 1;

    Dataset {
        if (rows < 1_000 || kinds < 1 || kinds > 1_000) {
            throw new IllegalArgumentException(
                    "rows must be 1000 or more and kinds 1 to 1000, but were " + rows + " and " + kinds);
        }
    }

    static Dataset forMetrics(int metrics, long rows, Period first) {
        return new Dataset(rows, (metrics + METRICS_A_KIND - 1) / METRICS_A_KIND, first);
    }

    int metrics() {
        return kinds * METRICS_A_KIND;
    }

    /** Its database's name. */
    String name() {
        return "benchmark_" + rows + "_" + kinds;
    }

    static String kindName(int kind) {
        return "kind_%03d".formatted(kind);
    }

    /** The day at whose beginning the windows of that period end. */
    static LocalDate end(Period period) {
        return period.monday().plusWeeks(1);
    }

    List<String> create() {
        return List.of(
                """
                create table events (
                    id bigint primary key,
                    kind varchar(20) not null,
                    user_id bigint not null,
                    created_at timestamp not null,
                    payload text not null)
                """,
                insert(1, rows, end(first).minusYears(2), end(first)),
                "create index events_created_at_idx on events (created_at)",
                "vacuum (analyze) events");
    }

    /** A week later there is one percent more. */
    List<String> grow() {
        return List.of(insert(rows + 1, grown(), end(first), end(first.next())), "vacuum (analyze) events");
    }

    /** As it was before it grew. */
    List<String> shrink() {
        return List.of("delete from events where id > " + rows, "vacuum (analyze) events");
    }

    private long grown() {
        return rows + rows * GROWTH_PERCENT / 100;
    }

    private String insert(long firstId, long lastId, LocalDate from, LocalDate to) {
        return """
                insert into events
                select
                    id,
                    'kind_' || lpad((abs(hashint8(id)::bigint) %% %d)::text, 3, '0'),
                    1 + abs(hashint8(id + 1000000007)::bigint) %% %d,
                    timestamp '%s' + (timestamp '%s' - timestamp '%s') * ((id - %d)::float8 / %d),
                    'payload ' || lpad(id::text, 12, '0')
                from generate_series(%d::bigint, %d::bigint) id
                """.formatted(kinds, rows / 10, from, to, from, firstId, lastId - firstId + 1, firstId, lastId);
    }
}
