package io.serviceping.events.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
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
        int unused = new Statements(connection)
                .update(
                        "insert into product_event_journal (on_day, event, cell, value_sum, members) values (?, ?, ?, ?, ?)",
                        LocalDate.ofEpochDay(day),
                        event,
                        cell,
                        sum,
                        members);
    }

    /** Takes a slice of the rows of these events. */
    static List<JournalRow> take(Statements statements, Dialect dialect, List<Integer> events) throws SQLException {
        String numbers = events.toString().replace('[', '(').replace(']', ')');
        String delete = dialect.deleteSome("product_event_journal", "event in " + numbers);
        return statements.query(
                dialect.returning(delete, "on_day, event, cell, value_sum, members"),
                row -> new JournalRow(
                        row.getObject(1, LocalDate.class).toEpochDay(),
                        row.getInt(2),
                        row.getInt(3),
                        row.getLong(4),
                        row.getString(5)));
    }

    /** Deletes a person or thing from rows that are not yet added up. */
    static void forget(Statements statements, EventStore.Member member) throws SQLException {
        String entry = entry(member.kind(), member.member());
        int unused = statements.update(
                "update product_event_journal set members = replace(members, ?, '') where event = ? and members like ?",
                entry,
                member.event(),
                "%" + entry + "%");
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
