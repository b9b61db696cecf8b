package io.serviceping.count.range;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.RangeKey;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/** Maps a table's rows to whole numbers, from which ranges are made. */
public sealed interface IntegerDomain {
    /**
     * The number of the row that is {@code rowsBehindFirst} rows after the interval's first. Empty: it has fewer rows, or
     * no row is known before it is read.
     *
     * @param from included
     * @param to included
     */
    default OptionalLong row(Session session, long from, long to, long rowsBehindFirst) throws SQLException {
        return OptionalLong.empty();
    }

    /** Whether an index can find rows by their number. */
    default boolean isSearchable() {
        return true;
    }

    /**
     * The range of keys between two numbers.
     *
     * @param from included
     * @param to included
     * @param last whether the walk ends with this range
     */
    Range range(long from, long to, boolean last);

    static IntegerDomain of(String table, RangeKey key) {
        if (key instanceof RangeKey.Numeric numeric) {
            return new Ids(table, numeric.column().name());
        } else if (key instanceof RangeKey.Time time) {
            return new Times(table, time.column(), time.unit());
        }
        return key instanceof RangeKey.Blocks ? new BlockNumbers() : new OnePoint();
    }

    /** A column of integers. */
    record Ids(String table, String column) implements IntegerDomain {
        @Override
        public OptionalLong row(Session session, long from, long to, long rowsBehindFirst) throws SQLException {
            BoundQuery lookup = new BoundQuery(
                    "select " + column + " from " + table + " where " + column + " >= ? and " + column
                            + " <= ? order by " + column + " limit 1 offset ?",
                    List.of(new Parameter.Whole(from), new Parameter.Whole(to), new Parameter.Whole(rowsBehindFirst)));
            return first(lookup.rows(session, row -> row.getLong(1)));
        }

        @Override
        public Range range(long from, long to, boolean last) {
            return new Range.NumericRange(column, from, to);
        }
    }

    /** A time column, in steps of {@link TimeSteps}. */
    record Times(String table, String column, TimestampUnit unit) implements IntegerDomain {
        @Override
        public OptionalLong row(Session session, long from, long to, long rowsBehindFirst) throws SQLException {
            // Qualified: in ORDER BY a bare name is the output column, which has no index.
            String own = "k." + column;
            BoundQuery lookup = new BoundQuery(
                    "select " + TimeSteps.readable(unit, own) + " from " + table + " k where " + own + " >= ? and "
                            + own + " < ? order by " + own + " limit 1 offset ?",
                    List.of(
                            TimeSteps.parameter(unit, from),
                            TimeSteps.parameter(unit, to + 1),
                            new Parameter.Whole(rowsBehindFirst)));
            return first(lookup.rows(session, row -> TimeSteps.read(unit, row)));
        }

        @Override
        public Range range(long from, long to, boolean last) {
            return new Range.TimeRange(column, unit, from, to);
        }
    }

    /** Physical blocks, with an unknown number of rows. */
    record BlockNumbers() implements IntegerDomain {
        @Override
        public Range range(long from, long to, boolean last) {
            return new Range.BlockRange(from, last ? OptionalLong.empty() : OptionalLong.of(to + 1));
        }

        @Override
        public boolean isSearchable() {
            return false;
        }
    }

    /** All rows in one point, which cannot be split. */
    record OnePoint() implements IntegerDomain {
        @Override
        public Range range(long from, long to, boolean last) {
            return new Range.WholeRange();
        }

        @Override
        public boolean isSearchable() {
            return false;
        }
    }

    private static OptionalLong first(List<Long> numbers) {
        return numbers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(numbers.get(0));
    }
}
