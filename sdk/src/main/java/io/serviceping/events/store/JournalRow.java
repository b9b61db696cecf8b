package io.serviceping.events.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An event in the table {@code product_event_journal}, written by a transaction of the application.
 *
 * @param members each with the number of its kind, as {@link #entry} has it
 */
public record JournalRow(long day, int event, int cell, long sum, String members) {
    private static final String END = " ";

    /** Writes it in the transaction of this connection. */
    public void write(Connection connection) throws SQLException {
        try (PreparedStatement statement = new Statements(connection).prepare("""
                insert into product_event_journal (on_day, event, cell, value_sum, members) values (?, ?, ?, ?, ?)
                """)) {
            statement.setObject(1, LocalDate.ofEpochDay(day));
            statement.setInt(2, event);
            statement.setInt(3, cell);
            statement.setLong(4, sum);
            statement.setString(5, members);
            statement.executeUpdate();
        }
    }

    /** Takes a slice of the rows of these events. */
    static List<JournalRow> take(Statements statements, Dialect dialect, List<Integer> events) throws SQLException {
        String numbers = events.toString().replace('[', '(').replace(']', ')');
        String delete = dialect.deleteSome("product_event_journal", "event in " + numbers);
        try (PreparedStatement statement =
                        statements.prepare(dialect.returning(delete, "on_day, event, cell, value_sum, members"));
                ResultSet row = statement.executeQuery()) {
            List<JournalRow> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(new JournalRow(
                        row.getObject(1, LocalDate.class).toEpochDay(),
                        row.getInt(2),
                        row.getInt(3),
                        row.getLong(4),
                        row.getString(5)));
            }
            return rows;
        }
    }

    /** Deletes a person or thing from rows that are not yet added up. */
    static void forget(Statements statements, EventStore.Member member) throws SQLException {
        try (PreparedStatement statement = statements.prepare("""
                update product_event_journal set members = replace(members, ?, '') where event = ? and members like ?
                """)) {
            String entry = entry(member.kind(), member.member());
            statement.setString(1, entry);
            statement.setInt(2, member.event());
            statement.setString(3, "%" + entry + "%");
            statement.executeUpdate();
        }
    }

    /** A member in the text of all. */
    public static String entry(int kind, long member) {
        return kind + "." + member + END;
    }

    /** The member of a kind. */
    public OptionalLong member(int kind) {
        for (String entry : members.split(END, 0)) {
            if (entry.startsWith(kind + ".")) {
                return OptionalLong.of(Long.parseLong(entry.substring(2)));
            }
        }
        return OptionalLong.empty();
    }
}
