package io.serviceping.count.range;

import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.query.Parameter;
import java.util.List;
import java.util.OptionalLong;

/** Some of a table's rows: the ranges of one walk are disjoint, and together they are all its rows. */
public sealed interface Range {
    /**
     * The range as SQL.
     *
     * @param qualifier what stands before a column of the table: empty, or such as {@code b.}
     */
    RangeCondition condition(String qualifier);

    /** All rows. */
    record WholeRange() implements Range {
        @Override
        public RangeCondition condition(String qualifier) {
            return new RangeCondition("true", List.of());
        }
    }

    /**
     * The rows with a number from {@code from} to {@code to}, both included, so that the largest number has its range too.
     *
     * @param column quoted
     */
    record NumericRange(String column, long from, long to) implements Range {
        public NumericRange {
            inOrder(from, to);
        }

        @Override
        public RangeCondition condition(String qualifier) {
            String name = qualifier + column;
            return new RangeCondition(
                    name + " >= ? and " + name + " <= ?", List.of(new Parameter.Whole(from), new Parameter.Whole(to)));
        }
    }

    /**
     * The rows of a stretch of time.
     *
     * @param from first step, included; a step is a millisecond, a day or a second, as the unit has it
     * @param to last step, included with all that lies within it
     */
    record TimeRange(String column, TimestampUnit unit, long from, long to) implements Range {
        public TimeRange {
            inOrder(from, to);
        }

        @Override
        public RangeCondition condition(String qualifier) {
            String name = qualifier + column;
            return new RangeCondition(
                    name + " >= ? and " + name + " < ?",
                    List.of(TimeSteps.parameter(unit, from), TimeSteps.parameter(unit, to + 1)));
        }
    }

    /**
     * The rows behind one key up to another. Keys are in the database's own writing and are compared only by it.
     *
     * @param after not included; empty for the first range
     * @param upTo included; a value for each column
     */
    record KeysetRange(List<KeyColumn> columns, List<String> after, List<String> upTo) implements Range {
        public KeysetRange {
            columns = List.copyOf(columns);
            after = List.copyOf(after);
            upTo = List.copyOf(upTo);
            if (upTo.size() != columns.size() || !(after.isEmpty() || after.size() == columns.size())) {
                throw new IllegalArgumentException("keys must have " + columns.size() + " values");
            }
        }

        @Override
        public RangeCondition condition(String qualifier) {
            RowValue key = new RowValue(columns, qualifier);
            int same = same();
            return key.behind(after, same).and(key.upTo(upTo, same));
        }

        /** How many of the first columns, but not all, have one value throughout the range. */
        private int same() {
            int same = 0;
            while (same < after.size() - 1 && after.get(same).equals(upTo.get(same))) {
                same++;
            }
            return same;
        }
    }

    /**
     * The rows that lie in physical blocks.
     *
     * @param from first block
     * @param to behind the last block; empty for the last range, which takes in what was written since the start
     */
    record BlockRange(long from, OptionalLong to) implements Range {
        @Override
        public RangeCondition condition(String qualifier) {
            String lower = qualifier + "ctid >= cast(? as tid)";
            return to.isPresent()
                    ? new RangeCondition(
                            lower + " and " + qualifier + "ctid < cast(? as tid)",
                            List.of(block(from), block(to.getAsLong())))
                    : new RangeCondition(lower, List.of(block(from)));
        }

        private static Parameter block(long number) {
            return new Parameter.Text("(" + number + ",0)");
        }
    }

    private static void inOrder(long from, long to) {
        if (from > to) {
            throw new IllegalArgumentException("from must be at most to but was " + from + " with to " + to);
        }
    }
}
