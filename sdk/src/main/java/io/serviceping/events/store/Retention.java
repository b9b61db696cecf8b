package io.serviceping.events.store;

import io.serviceping.events.store.EventStore.Daily;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;

/** Deletes what is old, and adds the old days of a month up to one row, on its first day. */
final class Retention {
    private final Statements statements;
    private final Dialect dialect;

    Retention(Statements statements, Dialect dialect) {
        this.statements = statements;
        this.dialect = dialect;
    }

    /** Deletes a slice of members, or returns 0. The oldest first: who sees an older week knows that a later one is whole. */
    int deleteMembers(LocalDate before) throws SQLException {
        String oldest = "in_week = (select min(in_week) from product_event_member) and in_week < ?";
        int members = statements.update(dialect.deleteSome("product_event_member", oldest), before);
        return members > 0 ? members : statements.update("delete from product_event_sketch where in_week < ?", before);
    }

    /** A process enters a row in the ledger, and each day and reason one in the losses: these are few. */
    int deleteLedger(LocalDate before) throws SQLException {
        return statements.update("delete from product_event_loss where on_day < ?", before)
                + statements.update("delete from product_event_spool where seen_at < ?", before);
    }

    /**
     * Takes the days of the oldest event and month that has more than its first day, and returns their sums.
     *
     * @param before days from this first of a month on are kept
     */
    List<Daily> takeMonth(LocalDate before) throws SQLException {
        List<List<Daily>> months = statements.query(
                """
                select on_day, event from product_event_daily where on_day < ? and extract(day from on_day) <> 1
                order by on_day, event fetch first 1 rows only
                """, row -> takeMonth(row.getObject(1, LocalDate.class).withDayOfMonth(1), row.getInt(2)), before);
        return months.isEmpty() ? List.of() : months.get(0);
    }

    private List<Daily> takeMonth(LocalDate first, int event) throws SQLException {
        TreeMap<Integer, Daily> cells = new TreeMap<>();
        String delete = "delete from product_event_daily where on_day > ? and on_day < ? and event = ?";
        List<Daily> days = statements.query(
                dialect.returning(delete, "cell, total, value_sum"),
                row -> new Daily(first.toEpochDay(), event, row.getInt(1), row.getLong(2), row.getLong(3)),
                first,
                first.plusMonths(1),
                event);
        days.forEach(day -> cells.merge(day.cell(), day, Daily::plus));
        return List.copyOf(cells.values());
    }
}
