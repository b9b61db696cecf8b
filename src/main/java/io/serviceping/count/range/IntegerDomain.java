package io.serviceping.count.range;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.RangeKey;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/** Whole numbers that a table's rows lie on. */
public sealed interface IntegerDomain {
    /**
     * The number of the row that comes so many rows behind the first one in the stretch, or empty when there are fewer.
     *
     * @param from included
     * @param to included
     */
    OptionalLong row(Session session, long from, long to, long rowsBehindFirst) throws SQLException;

    /** Whether an index can tell where rows lie. */
    default boolean isSearchable() {
        return true;
    }

    /** The rows of a stretch. */
    Range range(long from, long to, boolean last);

    static IntegerDomain of(String table, RangeKey key) {
        if (key instanceof RangeKey.Numeric numeric) {
            return new Ids(table, numeric.column().name());
        } else if (key instanceof RangeKey.Time time) {
            return new Times(table, time.column(), time.unit());
        }
        return key instanceof RangeKey.Blocks ? new BlockNumbers() : new OnePoint();
    }

    /** A column of whole numbers. */
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

    /** A time column. */
    record Times(String table, String column, TimestampUnit unit) implements IntegerDomain {
        @Override
        public OptionalLong row(Session session, long from, long to, long rowsBehindFirst) throws SQLException {
            // Qualified: ORDER BY takes a bare name for the column of the answer, which no index holds.
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

    /** Blocks, of which nobody knows how many rows they hold. */
    record BlockNumbers() implements IntegerDomain {
        @Override
        public OptionalLong row(Session session, long from, long to, long rowsBehindFirst) {
            return OptionalLong.empty();
        }

        @Override
        public Range range(long from, long to, boolean last) {
            return new Range.BlockRange(from, last ? OptionalLong.empty() : OptionalLong.of(to + 1));
        }

        @Override
        public boolean isSearchable() {
            return false;
        }
    }

    /** All rows at one point, which cannot be split. */
    record OnePoint() implements IntegerDomain {
        @Override
        public OptionalLong row(Session session, long from, long to, long rowsBehindFirst) {
            return OptionalLong.empty();
        }

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
