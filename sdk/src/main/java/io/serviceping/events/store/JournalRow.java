package io.serviceping.events.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An event in the table {@code product_event_journal}, written by a transaction of the application.
 *
 * @param definition by which it was counted, as in a catalogue
 * @param members each with the number of its kind, as {@link #entry} has it
 */
public record JournalRow(long day, int event, String definition, int cell, long sum, String members) {
    private static final String END = " ";
    private static final String COLUMNS = "on_day, event, definition, cell, value_sum, members";

    /** Writes it in the transaction of this connection. */
    public void write(Connection connection) throws SQLException {
        int unused = new Statements(connection)
                .update(
                        "insert into product_event_journal (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?)",
                        LocalDate.ofEpochDay(day),
                        event,
                        definition,
                        cell,
                        sum,
                        members);
    }

    /** Takes a slice of the rows of these events. */
    static List<JournalRow> take(Statements statements, Dialect dialect, List<Integer> events) throws SQLException {
        String numbers = events.toString().replace('[', '(').replace(']', ')');
        String delete = dialect.deleteSome("product_event_journal", "event in " + numbers);
        return statements.query(
                dialect.returning(delete, COLUMNS),
                row -> new JournalRow(
                        row.getObject(1, LocalDate.class).toEpochDay(),
                        row.getInt(2),
                        row.getString(3),
                        row.getInt(4),
                        row.getLong(5),
                        row.getString(6)));
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

    /** The members of a kind. */
    public LongStream members(int kind) {
        return Stream.of(members.split(END, 0))
                .filter(entry -> entry.startsWith(kind + "."))
                .mapToLong(entry -> Long.parseLong(entry.substring(2)));
    }
}
