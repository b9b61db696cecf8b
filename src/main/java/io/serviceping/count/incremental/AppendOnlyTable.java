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

/** Look-ups in an append-only table. */
final class AppendOnlyTable {
    private static final long FIRST_TAIL = 1_000;
    /** Reading so few rows again costs no more than searching them. */
    private static final long FEW_ROWS = 100;

    private static final long LONGEST_TAIL = 10_000_000;

    private final Session session;
    private final StatementPacing pacing;
    private final SharedScan scan;
    private final RangeKey.Numeric key;
    private final IncrementalMode.Settled incremental;

    /** @param scan with {@link IncrementalMode.Settled} and a numeric key */
    AppendOnlyTable(Session session, StatementPacing pacing, SharedScan scan) {
        this.session = session;
        this.pacing = pacing;
        this.scan = scan;
        this.key = (RangeKey.Numeric) scan.range().key();
        this.incremental = (IncrementalMode.Settled) scan.incremental();
    }

    List<ResumeKey> spans(int most, long from, SortedSet<Long> starts) throws SQLException, InterruptedException {
        return pacing.work(session, () -> new SpanSplitter(session).of(scan.table(), key, most, from, starts));
    }

    /**
     * Counts the rows of these stretches, and of the mark, again.
     *
     * @return rows found less rows stored; 0 if differences cancel out. Empty: every stretch has its stored number
     */
    OptionalLong difference(IncrementalState stored, List<IncrementalState.Stretch> stretches)
            throws SQLException, InterruptedException {
        long sum = count(stored.mark(), stored.mark()) - 1;
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
        return pacing.work(session, () -> lookup.rows(session, reader)).get(0);
    }

    /**
     * The spans of an id range that every ping counts. In a range of many rows, searches for the unsettled ones: the
     * others become part of the incremental state.
     */
    List<ResumeKey> spansIn(IdRange range) throws SQLException, InterruptedException {
        boolean isWide = pacing.work(
                session,
                () -> IntegerDomain.of(scan.table().name(), key)
                        .row(session, range.first(), range.last(), FEW_ROWS)
                        .isPresent());
        return SpanSplitter.cut(range.first(), range.last(), isWide ? unsettled(range) : List.of());
    }

    /** The first unsettled id, and the id after the last. Empty: all rows are settled. */
    private List<Long> unsettled(IdRange range) throws SQLException, InterruptedException {
        String id = key.column().name();
        List<Parameter> parameters = new ArrayList<>(incremental.unsettled().parameters());
        parameters.add(new Parameter.Whole(range.first()));
        parameters.add(new Parameter.Whole(range.last()));
        BoundQuery ends = new BoundQuery(
                "select min(sp_id), max(sp_id) from (select " + id + " as sp_id, ("
                        + incremental.unsettled().sql()
                        + ") as sp_late from " + scan.table().name() + " where " + id + " >= ? and " + id
                        + " <= ?) sp where sp_late",
                parameters);
        return one(ends, row -> {
            long first = row.getLong(1);
            long last = row.getLong(2);
            return row.wasNull() ? List.of() : last == Long.MAX_VALUE ? List.of(first) : List.of(first, last + 1);
        });
    }

    /**
     * The approximate first ids of the unsettled and of the recent rows. The incremental state can end before a span
     * that begins there. They affect how much is read again, not the values.
     *
     * @param from the first id to search
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
        List<Parameter> parameters = new ArrayList<>(incremental.unsettled().parameters());
        parameters.addAll(incremental.recent().parameters());
        parameters.add(new Parameter.Whole(from));
        parameters.add(new Parameter.Whole(most));
        BoundQuery last = new BoundQuery(
                "select min(sp_id), min(case when sp_late then sp_id end), min(case when sp_recent then sp_id end),"
                        + " count(*) from (select " + id + " as sp_id, ("
                        + incremental.unsettled().sql() + ") as sp_late, ("
                        + incremental.recent().sql() + ") as sp_recent from "
                        + scan.table().name() + " where " + id + " >= ? order by " + id + " desc limit ?) sp",
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
     * The last rows of the table.
     *
     * @param first their lowest id
     * @param starts the first unsettled id, and the first recent one
     */
    private record Tail(long first, List<Long> starts, long rows) {}
}
