package io.serviceping.events.store;

import static io.serviceping.events.store.Statements.integers;
import static io.serviceping.events.store.Statements.longs;
import static io.serviceping.events.store.Statements.texts;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tables {@code product_event_*}, over one connection. */
public final class EventStore {
    private static final long SECONDS_OF_A_DAY = 86_400;
    /** More than a statement may take. */
    private static final int USUAL_SILENCE = 120_000;

    private final Connection connection;
    private final Dialect dialect;
    private final Statements statements;
    private final MemberSketches sketches;

    private EventStore(Connection connection, Dialect dialect, MemberBound bound) {
        this.connection = connection;
        this.dialect = dialect;
        this.statements = new Statements(connection);
        this.sketches = new MemberSketches(statements, dialect, bound);
    }

    /** Fails if the database is neither PostgreSQL nor H2. */
    public static EventStore of(Connection connection, MemberBound bound) throws SQLException {
        return new EventStore(connection, Dialect.of(connection), bound);
    }

    /** After so many milliseconds without a word from the other, client and server give a connection up. */
    public static int silence() {
        return Integer.getInteger("io.serviceping.events.silence", USUAL_SILENCE);
    }

    /** How often an event was counted on a day, in one cell. Event 0 is a loss; its cell is the number of the reason. */
    public record Daily(long day, int event, int cell, long total, long sum) {
        /** The same with what another has; the largest number where that does not fit. */
        public Daily plus(Daily other) {
            return new Daily(day, event, cell, sum(total, other.total), sum(sum, other.sum));
        }

        private static long sum(long one, long other) {
            return other > Long.MAX_VALUE - one ? Long.MAX_VALUE : one + other;
        }
    }

    /** Somebody who caused an event in the week that begins on a Monday. */
    public record Member(long monday, int event, int kind, int cell, long member) {}

    /**
     * An event that was counted on a day.
     *
     * @param definition by which it was counted, as in a catalogue
     */
    public record Seen(int event, String name, String definition, List<String> cells, long day) {
        public Seen {
            cells = List.copyOf(cells);
        }
    }

    /** Locks the spool's row in the ledger until the transaction ends, and returns the generation that was last committed. */
    public OptionalLong lockGeneration(String spool) throws SQLException {
        dialect.begin(statements);
        List<Long> generation = statements.query(
                "select generation from product_event_spool where spool = ? for update", row -> row.getLong(1), spool);
        return generation.isEmpty() ? OptionalLong.empty() : OptionalLong.of(generation.get(0));
    }

    /** Enters a spool in the ledger. */
    public void insertSpool(String spool, boolean durable, String memberKey, long generation, Instant now)
            throws SQLException {
        int unused = statements.update("""
                insert into product_event_spool (spool, generation, seen_at, durability, member_key, closed)
                values (?, ?, ?, ?, ?, false)
                """, spool, generation, utc(now), durable ? "file" : "memory", memberKey);
    }

    /** Returns whether the ledger still had the generation from before. */
    public boolean advance(String spool, long before, long after, boolean closed, Instant now) throws SQLException {
        return statements.update("""
                        update product_event_spool set generation = ?, seen_at = ?, closed = ?
                        where spool = ? and generation = ?
                        """, after, utc(now), closed, spool, before) == 1;
    }

    /**
     * Adds totals and sums. The rows of this and the next two are in the order of the tables' keys.
     *
     * @return the rows as stored of which the sum does not fit: it is the largest number
     */
    public List<Daily> addDaily(List<Daily> rows) throws SQLException {
        return rows.isEmpty()
                ? List.of()
                : statements.query(
                        dialect.daily(),
                        row -> new Daily(
                                row.getObject(1, LocalDate.class).toEpochDay(),
                                row.getInt(2),
                                row.getInt(3),
                                row.getLong(4),
                                Long.MAX_VALUE),
                        statements.arrays(
                                integers(rows, row -> (int) row.day()),
                                integers(rows, Daily::event),
                                integers(rows, Daily::cell),
                                longs(rows, Daily::total),
                                longs(rows, Daily::sum)));
    }

    /** Adds the members that are not there. */
    public void addMembers(List<Member> members) throws SQLException {
        sketches.add(members);
    }

    /** Notes that not all members of these sets are stored. */
    public void markMissing(SortedSet<MemberSet> sets) throws SQLException {
        sketches.markMissing(sets);
    }

    /**
     * Adds up what was lost.
     *
     * @param reason of the number that is in place of a cell's
     */
    public void addLosses(List<Daily> rows, IntFunction<String> reason) throws SQLException {
        statements.write(
                dialect.losses(),
                integers(rows, row -> (int) row.day()),
                texts(rows, row -> reason.apply(row.cell())),
                longs(rows, Daily::total));
    }

    /** Notes events that are not noted. */
    public void enter(List<Seen> seen) throws SQLException {
        statements.write(
                dialect.events(),
                integers(seen, Seen::event),
                texts(seen, Seen::name),
                texts(seen, Seen::definition),
                integers(seen, row -> (int) row.day()));
    }

    /** Notes by which definitions events that are noted were counted now, and the names of their cells for people and dashboards. */
    public void describe(List<Seen> seen) throws SQLException {
        for (Seen one : seen) {
            LocalDate day = LocalDate.ofEpochDay(one.day());
            int unused = statements.update("""
                    update product_event set definition = ?,
                      first_seen = least(first_seen, cast(? as date)), last_seen = greatest(last_seen, cast(? as date))
                    where number = ?
                    """, one.definition(), day, day, one.event());
            List<Integer> cells = IntStream.range(0, one.cells().size()).boxed().toList();
            statements.write(
                    dialect.cells(),
                    integers(cells, cell -> one.event()),
                    integers(cells, cell -> cell),
                    texts(cells, one.cells()::get));
        }
    }

    /** By which definition each event was counted, as it was noted last. */
    public Map<Integer, String> definitions() throws SQLException {
        return definitions("");
    }

    /** The same, which nobody changes until the transaction ends. */
    public Map<Integer, String> lockDefinitions() throws SQLException {
        return definitions(" for update");
    }

    private Map<Integer, String> definitions(String lock) throws SQLException {
        return statements
                .query(
                        "select number, definition from product_event order by number" + lock,
                        row -> Map.entry(row.getInt(1), row.getString(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Deletes these members in all weeks and cells. */
    public void delete(List<Member> members) throws SQLException {
        for (Member member : members) {
            int unused = statements.update(
                    "delete from product_event_member where event = ? and kind = ? and member = ?",
                    member.event(),
                    member.kind(),
                    member.member());
            JournalRow.forget(statements, member);
        }
    }

    /** Takes rows of the journal, which the application's transactions wrote. */
    public List<JournalRow> takeJournal(List<Integer> events) throws SQLException {
        return events.isEmpty() ? List.of() : JournalRow.take(statements, dialect, events);
    }

    /** Whether so many rows of the journal may not be all. */
    public static boolean isSlice(List<JournalRow> rows) {
        return rows.size() >= Dialect.SLICE;
    }

    /**
     * Does a slice of what retention asks, in one transaction.
     *
     * @param today sums of days that have no room in that of their month are losses of this day
     * @param weeksBefore members of weeks that began before this day are deleted
     * @param daysBefore days of months that ended before this day become one row a month; losses and ledger before it are deleted
     * @return whether there may be more
     */
    public boolean tidy(LocalDate today, LocalDate weeksBefore, LocalDate daysBefore) throws SQLException {
        Retention retention = new Retention(statements, dialect);
        if (retention.deleteMembers(weeksBefore) > 0) {
            return true;
        }
        List<Daily> month = retention.takeMonth(daysBefore.withDayOfMonth(1));
        long lost = addDaily(month).stream().mapToLong(Daily::total).sum();
        if (lost > 0) {
            addLosses(List.of(new Daily(today.toEpochDay(), 0, 0, lost, 0)), any -> "sum");
        }
        return !month.isEmpty() || retention.deleteLedger(daysBefore) > 0;
    }

    /** The day by the database's clock, in UTC. */
    public long today() throws SQLException {
        return statements
                .query(
                        "select extract(epoch from current_timestamp)",
                        row -> Math.floorDiv(row.getLong(1), SECONDS_OF_A_DAY))
                .get(0);
    }

    /** What is switched off, as committed before this call. */
    public Switches switches() throws SQLException {
        return Switches.read(connection);
    }

    /** Commits what was written. */
    public void commit() throws SQLException {
        connection.commit();
    }

    /** Makes the tables if there are none. */
    public void createSchema() throws SQLException, IOException {
        if (!hasTables()) {
            dialect.createTables(connection);
        }
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private boolean hasTables() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("select spool from product_event_spool where 1 = 0");
        } catch (SQLException e) {
            connection.rollback();
            return false;
        }
    }
}
