package io.serviceping.plan.scan;

import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.facts.KeyColumn;
import java.time.Instant;
import java.util.List;

/** What a table's rows are split by into ranges. */
public sealed interface RangeKey {
    /**
     * Whether a scan that was killed between two ranges may go on behind the last one in another session. Where not, it
     * starts again.
     */
    default boolean isResumable() {
        return true;
    }

    /** For people who read the plan. */
    String readable();

    /** One unique NOT NULL column of whole numbers: ranges of numbers. */
    record Numeric(KeyColumn column) implements RangeKey {
        public Numeric {
            if (!column.type().isInteger()) {
                throw new IllegalArgumentException("column must be of an integer type but was " + column);
            }
        }

        @Override
        public String readable() {
            return "ranges of " + column.name();
        }
    }

    /** A key of any type or of several columns, in the order the database gives it. */
    record Keyset(List<KeyColumn> columns) implements RangeKey {
        public Keyset {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("columns must not be empty");
            }
        }

        @Override
        public String readable() {
            return "keyset by "
                    + String.join(", ", columns.stream().map(KeyColumn::name).toList());
        }
    }

    /**
     * Ranges of PostgreSQL's physical blocks. A row that is updated moves to another block, so all ranges must be read
     * in one REPEATABLE READ transaction on one connection, and a scan that was killed starts again.
     */
    record Blocks() implements RangeKey {
        @Override
        public boolean isResumable() {
            return false;
        }

        @Override
        public String readable() {
            return "block ranges";
        }
    }

    /**
     * Stretches of time, for a scan all of whose metrics lie in that window and whose time column leads an index.
     *
     * @param column without qualifier, in canonical form
     * @param from inclusive
     * @param to exclusive
     */
    record Time(String column, TimestampUnit unit, Instant from, Instant to) implements RangeKey {
        public Time {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("from must be before to but was " + from + " with to " + to);
            }
        }

        @Override
        public String readable() {
            return "stretches of " + column;
        }
    }

    /** No ranges: one statement reads all. */
    record Whole() implements RangeKey {
        @Override
        public boolean isResumable() {
            return false;
        }

        @Override
        public String readable() {
            return "whole table";
        }
    }
}
