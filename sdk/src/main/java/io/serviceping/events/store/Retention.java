package io.serviceping.events.store;

import io.serviceping.events.store.EventStore.Daily;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Deletes what is old, and adds the old days of a month up to one row, on its first day. */
record Retention(Statements statements, Dialect dialect) {

    /** Deletes a slice of members, or returns 0. */
    int deleteMembers(LocalDate before) throws SQLException {
        int members = delete(dialect.deleteSome("product_event_member", "in_week < ?"), before);
        return members > 0 ? members : delete("delete from product_event_sketch where in_week < ?", before);
    }

    /** A process enters a row in the ledger, and each day and reason one in the losses: these are few. */
    int deleteLedger(LocalDate before) throws SQLException {
        return delete("delete from product_event_loss where on_day < ?", before)
                + delete("delete from product_event_spool where seen_at < ?", before);
    }

    /**
     * Takes the days of the oldest event and month that has more than its first day, and returns their sums.
     *
     * @param before days from this first of a month on are kept
     */
    List<Daily> takeMonth(LocalDate before) throws SQLException {
        try (PreparedStatement statement = statements.prepare("""
                select on_day, event from product_event_daily where on_day < ? and extract(day from on_day) <> 1
                order by on_day, event fetch first 1 rows only
                """)) {
            statement.setObject(1, before);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? takeMonth(row.getObject(1, LocalDate.class).withDayOfMonth(1), row.getInt(2))
                        : List.of();
            }
        }
    }

    private List<Daily> takeMonth(LocalDate first, int event) throws SQLException {
        TreeMap<Integer, long[]> cells = new TreeMap<>();
        String delete = "delete from product_event_daily where on_day > ? and on_day < ? and event = ?";
        try (PreparedStatement statement = statements.prepare(dialect.returning(delete, "cell, total, value_sum"))) {
            statement.setObject(1, first);
            statement.setObject(2, first.plusMonths(1));
            statement.setInt(3, event);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long[] sums = cells.computeIfAbsent(row.getInt(1), cell -> new long[2]);
                    sums[0] += row.getLong(2);
                    sums[1] += row.getLong(3);
                }
            }
        }
        List<Daily> month = new ArrayList<>();
        cells.forEach((cell, sums) -> month.add(new Daily(first.toEpochDay(), event, cell, sums[0], sums[1])));
        return month;
    }

    private int delete(String sql, LocalDate before) throws SQLException {
        try (PreparedStatement statement = statements.prepare(sql)) {
            statement.setObject(1, before);
            return statement.executeUpdate();
        }
    }
}
