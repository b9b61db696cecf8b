package io.serviceping.events;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The tables {@code product_event_*}, over one connection.
 *
 * @param now when the transaction began
 */
record EventStore(Connection connection, Dialect dialect, Instant now) {
    private static final int SECONDS_OF_A_STATEMENT = 60;

    /** How often an event was counted on a day, in one cell. */
    record Daily(long day, int event, int cell, long total, long sum) {}

    /** Somebody who caused an event in a week. */
    record Member(long week, int event, int kind, int cell, long member) {}

    record Lost(Key key, long events) {
        record Key(long day, String reason) implements Comparable<Key> {
            private static final Comparator<Key> ORDER =
                    Comparator.comparingLong(Key::day).thenComparing(Key::reason);

            @Override
            public int compareTo(Key other) {
                return ORDER.compare(this, other);
            }
        }
    }

    /**
     * What the product's admin switched off in {@code product_event_switch}.
     *
     * @param all everything
     * @param categories only events of these categories
     */
    record Switches(boolean all, Set<String> categories) {
        static final Switches ON = new Switches(false, Set.of());

        Switches {
            categories = Set.copyOf(categories);
        }

        static Switches of(boolean counting, String offCategories) {
            return new Switches(!counting, Set.of(offCategories.strip().split("[ ,]+")));
        }

        boolean isOff(String category) {
            return all || categories.contains(category);
        }
    }

    /** An event that was counted on a day. */
    record Seen(EventDefinition event, long day) {}

    /** Locks the spool's row in the ledger until the transaction ends, and returns the generation that was last committed. */
    OptionalLong lockGeneration(String spool) throws SQLException {
        try (PreparedStatement statement =
                prepare("select generation from product_event_spool where spool = ? for update")) {
            statement.setString(1, spool);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    void insertSpool(Spool spool, MemberKey key) throws SQLException {
        try (PreparedStatement statement = prepare("""
                insert into product_event_spool (spool, generation, seen_at, durability, member_key, closed)
                values (?, ?, ?, ?, ?, false)
                """)) {
            statement.setString(1, spool.name());
            statement.setLong(2, spool.generation());
            statement.setObject(3, LocalDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setString(4, spool.durable() ? "file" : "memory");
            statement.setString(5, key.fingerprint());
            statement.executeUpdate();
        }
    }

    /** Returns whether the ledger still had the generation from before. */
    boolean advance(String spool, long before, long after, boolean closed) throws SQLException {
        try (PreparedStatement statement = prepare("""
                update product_event_spool set generation = ?, seen_at = ?, closed = ?
                where spool = ? and generation = ?
                """)) {
            statement.setLong(1, after);
            statement.setObject(2, LocalDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setBoolean(3, closed);
            statement.setString(4, spool);
            statement.setLong(5, before);
            return statement.executeUpdate() == 1;
        }
    }

    void write(Batch batch) throws SQLException {
        List<Daily> daily = batch.daily();
        write(
                dialect.daily(),
                integers(daily, row -> (int) row.day()),
                integers(daily, Daily::event),
                integers(daily, Daily::cell),
                longs(daily, Daily::total),
                longs(daily, Daily::sum));
        List<Member> members = batch.members();
        write(
                dialect.members(),
                integers(members, row -> (int) Recording.firstDay(row.week())),
                integers(members, Member::event),
                integers(members, Member::kind),
                integers(members, Member::cell),
                longs(members, Member::member));
        List<Lost> losses = batch.losses();
        write(
                dialect.losses(),
                integers(losses, row -> (int) row.key().day()),
                texts(losses, row -> row.key().reason()),
                longs(losses, Lost::events));
    }

    /** Notes names for people and dashboards. */
    void describe(List<Seen> seen) throws SQLException {
        write(
                dialect.events(),
                integers(seen, row -> row.event().number()),
                texts(seen, row -> row.event().name()),
                texts(seen, row -> row.event().digest()),
                integers(seen, row -> (int) row.day()));
        for (Seen one : seen) {
            List<Integer> cells =
                    IntStream.range(0, one.event().cells()).boxed().toList();
            write(
                    dialect.cells(),
                    integers(cells, cell -> one.event().number()),
                    integers(cells, cell -> cell),
                    texts(cells, cell -> one.event().words(cell)));
        }
    }

    void delete(List<Member> members) throws SQLException {
        try (PreparedStatement statement =
                prepare("delete from product_event_member where event = ? and kind = ? and member = ?")) {
            for (Member member : members) {
                statement.setInt(1, member.event());
                statement.setInt(2, member.kind());
                statement.setLong(3, member.member());
                statement.executeUpdate();
            }
        }
    }

    /** Deletes a slice of the members of weeks before this one, and returns their number. */
    int deleteBefore(long week) throws SQLException {
        try (PreparedStatement statement = prepare(dialect.expired())) {
            statement.setObject(1, LocalDate.ofEpochDay(Recording.firstDay(week)));
            return statement.executeUpdate();
        }
    }

    /** An empty table switches nothing off. */
    Switches switches() throws SQLException {
        try (PreparedStatement statement = prepare("select counting, off_categories from product_event_switch");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Switches.of(row.getBoolean(1), row.getString(2)) : Switches.ON;
        }
    }

    private void write(String sql, Object[]... columns) throws SQLException {
        if (columns[0].length == 0) {
            return;
        }
        try (PreparedStatement statement = prepare(sql)) {
            for (int i = 0; i < columns.length; i++) {
                Array array = connection.createArrayOf(typeOf(columns[i]), columns[i]);
                statement.setArray(i + 1, array);
            }
            statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(SECONDS_OF_A_STATEMENT);
        return statement;
    }

    private static String typeOf(Object[] column) {
        return column instanceof Integer[] ? "integer" : column instanceof Long[] ? "bigint" : "varchar";
    }

    private static <T> Integer[] integers(List<T> rows, Function<T, Integer> column) {
        return rows.stream().map(column).toArray(Integer[]::new);
    }

    private static <T> Long[] longs(List<T> rows, Function<T, Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    private static <T> String[] texts(List<T> rows, Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
