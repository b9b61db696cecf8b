package io.serviceping.count.range;

import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.query.Parameter;
import java.util.List;
import java.util.OptionalLong;

/** A part of a table's rows. The ranges of a walk are disjoint and cover all rows. */
public sealed interface Range {
    /**
     * The condition that a row of this range satisfies.
     *
     * @param qualifier prefix of each column: empty, or such as {@code b.}
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
     * The rows with a number from {@code from} to {@code to}, both included, so that the largest long has a range.
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
     * The rows of a time interval.
     *
     * @param from first step, included; the unit makes a step a millisecond, a second or a day
     * @param to last step, included as a whole
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
     * The rows after one key, up to another, in the database's notation; only the database compares keys.
     *
     * @param after excluded; empty for the first range
     * @param upTo included; one value per column
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

        /** How many first columns, but not all, have one value throughout. */
        private int same() {
            int same = 0;
            while (same < after.size() - 1 && after.get(same).equals(upTo.get(same))) {
                same++;
            }
            return same;
        }
    }

    /**
     * The rows of physical blocks.
     *
     * @param from included
     * @param to excluded. Empty for the last range, which includes blocks written since the start
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
