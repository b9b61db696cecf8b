package io.serviceping.events.store;

import static io.serviceping.events.store.Statements.integers;
import static io.serviceping.events.store.Statements.longs;

import io.serviceping.events.store.EventStore.Member;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        return statements
                .query(
                        "select in_week, event, kind, cell, registers is not null from product_event_sketch where in_week >= ?",
                        row -> Map.entry(
                                new MemberSet(
                                        row.getObject(1, LocalDate.class).toEpochDay(),
                                        row.getInt(2),
                                        row.getInt(3),
                                        row.getInt(4)),
                                row.getBoolean(5)),
                        LocalDate.ofEpochDay(monday))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
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
        return statements
                .query("select count(*) from product_event_member" + OF_SET, row -> row.getLong(1), key(set))
                .get(0);
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
        return statements
                .query(
                        "select registers from product_event_sketch" + OF_SET + " for update",
                        row -> Optional.ofNullable(row.getBytes(1)).orElse(new byte[0]),
                        key(set))
                .get(0);
    }

    /** One statement deletes and reads, as between two another process could add a row. */
    private List<Long> takeRows(MemberSet set) throws SQLException {
        String delete = dialect.returning("delete from product_event_member" + OF_SET, "member");
        return statements.query(delete, row -> row.getLong(1), key(set));
    }

    /** Without a sketch: members are missing. */
    private void insert(MemberSet set, Optional<HyperLogLog> sketch) throws SQLException {
        write(
                "insert into product_event_sketch (registers, estimate, in_week, event, kind, cell)"
                        + " select cast(? as bytea), cast(? as bigint), in_week, event, kind, cell"
                        + " from (select cast(? as date) as in_week, cast(? as integer) as event,"
                        + " cast(? as integer) as kind, cast(? as integer) as cell) added"
                        + " where not exists (select 1 from product_event_sketch stored where stored.in_week = added.in_week"
                        + " and stored.event = added.event and stored.kind = added.kind and stored.cell = added.cell)",
                set,
                sketch);
    }

    private void update(MemberSet set, Optional<HyperLogLog> sketch) throws SQLException {
        write(
                "update product_event_sketch set registers = cast(? as bytea), estimate = cast(? as bigint)" + OF_SET,
                set,
                sketch);
    }

    private void write(String sql, MemberSet set, Optional<HyperLogLog> sketch) throws SQLException {
        Object[] values = new Object[2 + SET_COLUMNS];
        if (sketch.isPresent()) {
            values[0] = sketch.get().toBytes();
            values[1] = sketch.get().estimate();
        }
        System.arraycopy(key(set), 0, values, 2, SET_COLUMNS);
        int unused = statements.update(sql, values);
    }

    private static Object[] key(MemberSet set) {
        return new Object[] {LocalDate.ofEpochDay(set.monday()), set.event(), set.kind(), set.cell()};
    }
}
