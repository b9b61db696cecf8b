package io.serviceping.count;

import io.serviceping.plan.Keeping;
import io.serviceping.plan.Parameter;
import io.serviceping.plan.RangeKey;
import io.serviceping.plan.SharedScan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;

/** A table that is declared to only grow, asked look-up by look-up. */
final class GrowingTable {
    private static final long FIRST_TAIL = 1_000;
    private static final long LONGEST_TAIL = 10_000_000;

    private final Session session;
    private final DutyCycle duty;
    private final SharedScan scan;
    private final RangeKey.Numeric key;
    private final Keeping.Settled keeping;

    /**
     * @param scan one that keeps what it finds
     */
    GrowingTable(Session session, DutyCycle duty, SharedScan scan) {
        this.session = session;
        this.duty = duty;
        this.scan = scan;
        this.key = (RangeKey.Numeric) scan.range().key();
        this.keeping = (Keeping.Settled) scan.keeping();
    }

    /** Names what is kept of the scan. */
    String keptId() throws SQLException, InterruptedException {
        return scan.kept(duty.work(
                session,
                () -> CatalogQueries.of(session).identity(session, scan.table().name())));
    }

    List<ResumeKey> spans(int most, long from, SortedSet<Long> starts) throws SQLException, InterruptedException {
        return duty.work(session, () -> new Spans(session).of(scan.table(), key, most, from, starts));
    }

    /**
     * How many rows more than were kept are in these stretches, and at the mark; negative where some are gone. Empty
     * where each has as many as it had: what one lacks another may have too much.
     */
    OptionalLong difference(Kept kept, List<Kept.Stretch> stretches) throws SQLException, InterruptedException {
        long sum = count(kept.mark(), kept.mark()) - 1;
        boolean differs = sum != 0;
        for (Kept.Stretch stretch : stretches) {
            if (stretch.first() <= stretch.last()) {
                long difference = count(stretch.first(), stretch.last()) - stretch.rows();
                differs |= difference != 0;
                sum += difference;
            }
        }
        return differs ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    private long count(long from, long to) throws SQLException, InterruptedException {
        String id = key.column().name();
        Lookup rows = new Lookup(
                "select count(*) from " + scan.table().name() + " where " + id + " >= ? and " + id + " <= ?",
                List.of(new Parameter.Whole(from), new Parameter.Whole(to)));
        return one(rows, row -> row.getLong(1));
    }

    private <T> T one(Lookup lookup, Lookup.RowReader<T> reader) throws SQLException, InterruptedException {
        return duty.work(session, () -> lookup.rows(session, reader)).get(0);
    }

    /**
     * About where the rows begin that are not settled: a good place to begin a span, so that what is kept ends just
     * before. Nothing depends on it but how much is read again.
     */
    OptionalLong tail() throws SQLException, InterruptedException {
        String id = key.column().name();
        Lookup.RowReader<Tail> reader = row -> {
            long first = row.getLong(1);
            long rows = row.getLong(3);
            // Last: whether it is NULL is asked of the column that was read last.
            long late = row.getLong(2);
            return new Tail(first, row.wasNull() ? OptionalLong.empty() : OptionalLong.of(late), rows);
        };
        for (long most = FIRST_TAIL; most < LONGEST_TAIL; most *= 10) {
            List<Parameter> parameters = new ArrayList<>(keeping.parameters());
            parameters.add(new Parameter.Whole(most));
            Lookup last = new Lookup(
                    "select min(sp_id), min(case when sp_late then sp_id end), count(*) from (select " + id
                            + " as sp_id, (" + keeping.condition() + ") as sp_late from "
                            + scan.fused().source().from() + " order by " + id + " desc limit ?) sp",
                    parameters);
            Tail tail = one(last, reader);
            boolean allLate = tail.late().isPresent() && tail.late().getAsLong() == tail.first();
            if (!allLate || tail.rows() < most) {
                return tail.late();
            }
        }
        return OptionalLong.empty();
    }

    private record Tail(long first, OptionalLong late, long rows) {}
}
