package io.serviceping.plan.scan;

import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.facts.KeyColumn;
import java.time.Instant;
import java.util.List;

/** How the rows of a table are split into ranges. */
public sealed interface RangeKey {
    /** For readers of the plan. */
    String readable();

    /** One unique NOT NULL integer column: ranges of numbers. */
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

    /** A key of any type or of several columns, in the database's order. */
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
     * Ranges of PostgreSQL's physical blocks. An update moves a row to another block. So all ranges must be read in one
     * REPEATABLE READ transaction on one connection, and a killed scan starts again.
     */
    record Blocks() implements RangeKey {
        @Override
        public String readable() {
            return "block ranges";
        }
    }

    /**
     * Time ranges, for a scan whose metrics all need only this window of a time column that leads an index.
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

    /** No ranges: one statement reads the whole table, and a killed scan starts again. */
    record Whole() implements RangeKey {
        @Override
        public String readable() {
            return "whole table";
        }
    }
}
