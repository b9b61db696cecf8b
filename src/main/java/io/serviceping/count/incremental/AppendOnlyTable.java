package io.serviceping.count.incremental;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.StatementPacing;
import io.serviceping.count.range.IntegerDomain;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;

/** A table that is declared to only grow, asked look-up by look-up. */
final class AppendOnlyTable {
    private static final long FIRST_TAIL = 1_000;
    /** So many are read again as fast as they are looked through. */
    private static final long FEW_ROWS = 100;

    private static final long LONGEST_TAIL = 10_000_000;

    private final Session session;
    private final StatementPacing duty;
    private final SharedScan scan;
    private final RangeKey.Numeric key;
    private final IncrementalMode.Settled keeping;

    /**
     * @param scan one that keeps what it finds
     */
    AppendOnlyTable(Session session, StatementPacing duty, SharedScan scan) {
        this.session = session;
        this.duty = duty;
        this.scan = scan;
        this.key = (RangeKey.Numeric) scan.range().key();
        this.keeping = (IncrementalMode.Settled) scan.keeping();
    }

    List<ResumeKey> spans(int most, long from, SortedSet<Long> starts) throws SQLException, InterruptedException {
        return duty.work(session, () -> new SpanSplitter(session).of(scan.table(), key, most, from, starts));
    }

    /**
     * How many rows more than were kept are in these stretches, and at the mark; negative where some are gone. Empty
     * where each has as many as it had: what one lacks another may have too much.
     */
    OptionalLong difference(IncrementalState kept, List<IncrementalState.Stretch> stretches)
            throws SQLException, InterruptedException {
        long sum = count(kept.mark(), kept.mark()) - 1;
        boolean differs = sum != 0;
        for (IncrementalState.Stretch stretch : stretches) {
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
        BoundQuery rows = new BoundQuery(
                "select count(*) from " + scan.table().name() + " where " + id + " >= ? and " + id + " <= ?",
                List.of(new Parameter.Whole(from), new Parameter.Whole(to)));
        return one(rows, row -> row.getLong(1));
    }

    private <T> T one(BoundQuery lookup, BoundQuery.RowReader<T> reader) throws SQLException, InterruptedException {
        return duty.work(session, () -> lookup.rows(session, reader)).get(0);
    }

    /**
     * The spans of ids that are counted apart. Where many rows lie there, those that are not settled are looked for, so that
     * the others are kept from now on.
     */
    List<ResumeKey> apart(IdRange range) throws SQLException, InterruptedException {
        boolean isWide = duty.work(
                session,
                () -> IntegerDomain.of(scan.table().name(), key)
                        .row(session, range.first(), range.last(), FEW_ROWS)
                        .isPresent());
        return SpanSplitter.cut(range.first(), range.last(), isWide ? unsettled(range) : List.of());
    }

    /** Where the rows that are not settled begin, and where they have ended. */
    private List<Long> unsettled(IdRange range) throws SQLException, InterruptedException {
        String id = scan.fused().source().qualifier() + key.column().name();
        List<Parameter> parameters = new ArrayList<>(keeping.unsettled().parameters());
        parameters.add(new Parameter.Whole(range.first()));
        parameters.add(new Parameter.Whole(range.last()));
        BoundQuery ends = new BoundQuery(
                "select min(sp_id), max(sp_id) from (select " + id + " as sp_id, ("
                        + keeping.unsettled().sql()
                        + ") as sp_late from " + scan.fused().source().from() + " where " + id + " >= ? and " + id
                        + " <= ?) sp where sp_late",
                parameters);
        return one(ends, row -> {
            long first = row.getLong(1);
            long last = row.getLong(2);
            return row.wasNull() ? List.of() : last == Long.MAX_VALUE ? List.of(first) : List.of(first, last + 1);
        });
    }

    /**
     * About where the rows begin that are not settled, and those that are recent: good places to begin a span, so that what
     * is kept ends just before. Nothing depends on them but how much is read again.
     *
     * @param from the first id that is looked at
     */
    List<Long> tail(long from) throws SQLException, InterruptedException {
        for (long most = FIRST_TAIL; most < LONGEST_TAIL; most *= 10) {
            Tail tail = tail(from, most);
            boolean allLate = !tail.starts().isEmpty() && tail.starts().get(0) == tail.first();
            if (!allLate || tail.rows() < most) {
                return tail.starts();
            }
        }
        return List.of();
    }

    private Tail tail(long from, long most) throws SQLException, InterruptedException {
        String id = key.column().name();
        List<Parameter> parameters = new ArrayList<>(keeping.unsettled().parameters());
        parameters.addAll(keeping.recent().parameters());
        parameters.add(new Parameter.Whole(from));
        parameters.add(new Parameter.Whole(most));
        BoundQuery last = new BoundQuery(
                "select min(sp_id), min(case when sp_late then sp_id end), min(case when sp_recent then sp_id end),"
                        + " count(*) from (select " + id + " as sp_id, ("
                        + keeping.unsettled().sql() + ") as sp_late, ("
                        + keeping.recent().sql() + ") as sp_recent from "
                        + scan.fused().source().from() + " where " + id + " >= ? order by " + id + " desc limit ?) sp",
                parameters);
        return one(last, row -> {
            List<Long> starts = new ArrayList<>();
            for (int column = 2; column <= 3; column++) {
                long start = row.getLong(column);
                if (!row.wasNull()) {
                    starts.add(start);
                }
            }
            return new Tail(row.getLong(1), starts, row.getLong(4));
        });
    }

    /**
     * The last rows.
     *
     * @param starts where those that are not settled begin, and the recent ones among them
     */
    private record Tail(long first, List<Long> starts, long rows) {}
}
