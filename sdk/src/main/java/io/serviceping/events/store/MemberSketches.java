package io.serviceping.events.store;

import static io.serviceping.events.store.Statements.integers;
import static io.serviceping.events.store.Statements.longs;

import io.serviceping.events.store.EventStore.Member;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Members are rows. When a set has too many, {@code product_event_sketch} has a row for it, and its members move into the
 * registers there. A set is the registers and its rows: another process may add rows until it sees the sketch, and the next
 * flush moves these. Registers that are null: members of the set were not stored.
 */
record MemberSketches(Statements statements, Dialect dialect, MemberBound bound) {
    private static final String OF_SET = " where in_week = ? and event = ? and kind = ? and cell = ?";
    private static final int SET_COLUMNS = 4;

    /** The members are in the order of the key. */
    void add(List<Member> members) throws SQLException {
        if (members.isEmpty()) {
            return;
        }
        Map<MemberSet, Boolean> known = sketchesFrom(members.get(0).monday());
        TreeMap<MemberSet, List<Member>> sketched = new TreeMap<>();
        TreeMap<MemberSet, List<Member>> rows = new TreeMap<>();
        for (Member member : members) {
            MemberSet set = MemberSet.of(member);
            (known.containsKey(set) ? sketched : rows)
                    .computeIfAbsent(set, key -> new ArrayList<>())
                    .add(member);
        }
        addRows(rows.values().stream().flatMap(List::stream).toList());
        for (Map.Entry<MemberSet, List<Member>> added : rows.entrySet()) {
            if (bound.isDue(added.getKey(), added.getValue().size())
                    && bound.isExceeded(added.getKey(), countRows(added.getKey()))) {
                sketched.put(added.getKey(), List.of());
            }
        }
        for (Map.Entry<MemberSet, List<Member>> set : sketched.entrySet()) {
            merge(set.getKey(), set.getValue());
        }
    }

    /** Notes that not all members of these sets are stored. The sets are in the order of the key. */
    void markMissing(Collection<MemberSet> sets) throws SQLException {
        if (sets.isEmpty()) {
            return;
        }
        Map<MemberSet, Boolean> known = sketchesFrom(sets.iterator().next().monday());
        for (MemberSet set : sets) {
            if (!known.containsKey(set)) {
                insert(set, Optional.empty());
            } else if (known.getOrDefault(set, false)) {
                update(set, Optional.empty());
            }
        }
    }

    /** The sets that have a sketch, with whether it has registers. */
    private Map<MemberSet, Boolean> sketchesFrom(long monday) throws SQLException {
        Map<MemberSet, Boolean> sets = new HashMap<>();
        try (PreparedStatement statement = statements.prepare("""
                select in_week, event, kind, cell, registers is not null from product_event_sketch where in_week >= ?
                """)) {
            statement.setObject(1, LocalDate.ofEpochDay(monday));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long week = row.getObject(1, LocalDate.class).toEpochDay();
                    sets.put(new MemberSet(week, row.getInt(2), row.getInt(3), row.getInt(4)), row.getBoolean(5));
                }
            }
        }
        return sets;
    }

    private void addRows(List<Member> rows) throws SQLException {
        statements.write(
                dialect.members(),
                integers(rows, row -> (int) row.monday()),
                integers(rows, Member::event),
                integers(rows, Member::kind),
                integers(rows, Member::cell),
                longs(rows, Member::member));
    }

    private long countRows(MemberSet set) throws SQLException {
        try (PreparedStatement statement = prepare("select count(*) from product_event_member" + OF_SET, set, 0);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** The lock on the sketch comes first: then only one process takes the rows. */
    private void merge(MemberSet set, List<Member> members) throws SQLException {
        insert(set, Optional.of(HyperLogLog.empty()));
        byte[] stored = lock(set);
        List<Long> values = new ArrayList<>(takeRows(set));
        members.forEach(member -> values.add(member.member()));
        if (stored.length > 0) {
            HyperLogLog sketch = HyperLogLog.of(stored);
            boolean changed = false;
            for (long value : values) {
                changed |= sketch.add(value);
            }
            if (changed) {
                update(set, Optional.of(sketch));
            }
        }
    }

    /** Returns no bytes if members are missing. */
    private byte[] lock(MemberSet set) throws SQLException {
        try (PreparedStatement statement =
                        prepare("select registers from product_event_sketch" + OF_SET + " for update", set, 0);
                ResultSet row = statement.executeQuery()) {
            byte[] registers = row.next() ? row.getBytes(1) : null;
            return registers == null ? new byte[0] : registers;
        }
    }

    /** One statement deletes and reads, as between two another process could add a row. */
    private List<Long> takeRows(MemberSet set) throws SQLException {
        List<Long> rows = new ArrayList<>();
        String delete = dialect.returning("delete from product_event_member" + OF_SET, "member");
        try (PreparedStatement statement = prepare(delete, set, 0);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(row.getLong(1));
            }
        }
        return rows;
    }

    /** Without registers: members are missing. */
    private void insert(MemberSet set, Optional<HyperLogLog> sketch) throws SQLException {
        String sql = "insert into product_event_sketch (registers, estimate, in_week, event, kind, cell)"
                + " select cast(? as bytea), cast(? as bigint), cast(? as date), cast(? as integer), cast(? as integer),"
                + " cast(? as integer) where not exists (select 1 from product_event_sketch" + OF_SET + ")";
        try (PreparedStatement statement = prepare(sql, set, 2)) {
            bind(statement, set, 2 + SET_COLUMNS);
            write(statement, sketch);
        }
    }

    private void update(MemberSet set, Optional<HyperLogLog> sketch) throws SQLException {
        String sql = "update product_event_sketch set registers = ?, estimate = ?" + OF_SET;
        try (PreparedStatement statement = prepare(sql, set, 2)) {
            write(statement, sketch);
        }
    }

    private static void write(PreparedStatement statement, Optional<HyperLogLog> sketch) throws SQLException {
        if (sketch.isPresent()) {
            statement.setBytes(1, sketch.get().toBytes());
            statement.setLong(2, sketch.get().estimate());
        } else {
            statement.setNull(1, Types.BINARY);
            statement.setNull(2, Types.BIGINT);
        }
        statement.executeUpdate();
    }

    /** The parameters of the set follow as many others. */
    private PreparedStatement prepare(String sql, MemberSet set, int others) throws SQLException {
        PreparedStatement statement = statements.prepare(sql);
        bind(statement, set, others);
        return statement;
    }

    private static void bind(PreparedStatement statement, MemberSet set, int others) throws SQLException {
        statement.setObject(others + 1, LocalDate.ofEpochDay(set.monday()));
        statement.setInt(others + 2, set.event());
        statement.setInt(others + 3, set.kind());
        statement.setInt(others + 4, set.cell());
    }
}
