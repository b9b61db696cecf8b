package io.serviceping.count;

import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The columns of {@link RandomFusedTable} after an ascending id; each week adds rows. */
final class RandomAppendOnlyTable {
    private final Random random;
    private final Connection connection;
    private final TestDatabase kind;
    private final int widestGap;
    /** One row in this many has a time in the future. */
    private final int rarelyAhead;

    private final TreeSet<Long> ids = new TreeSet<>();
    private long nextId;

    RandomAppendOnlyTable(Random random, Connection connection, TestDatabase kind) {
        this.random = random;
        this.connection = connection;
        this.kind = kind;
        this.widestGap = random.nextInt(3) == 0 ? 1_000_000 : 1 + random.nextInt(4);
        this.rarelyAhead = new int[] {8, 60, 300, 1_000_000}[random.nextInt(4)];
        this.nextId = random.nextInt(4) == 0 ? Long.MIN_VALUE : random.nextInt(2_000) - 1_000;
    }

    void create(Instant asOf) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists t");
            statement.execute("drop table if exists g");
            statement.execute("create table t (id bigint primary key, " + RandomFusedTable.COLUMNS + ")");
            RandomFusedTable.createWords(statement);
        }
        insert(asOf, newIds(random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(400)));
    }

    /** Adds a week's rows. Some ids are lower than existing ones, but none is at or below the mark. */
    void grow(Instant asOf, long mark) throws SQLException {
        List<Long> added = new ArrayList<>();
        if (!ids.isEmpty()) {
            for (long late = Math.max(mark, ids.last() - 50) + 1; late < ids.last() && late > mark; late++) {
                if (!ids.contains(late) && random.nextInt(3) == 0) {
                    added.add(late);
                }
            }
        }
        added.addAll(newIds(random.nextInt(3) == 0 ? 0 : random.nextInt(60)));
        insert(asOf, added);
    }

    /**
     * Deletes or changes a row, against the append-only declaration.
     *
     * @return whether the row's id is at most the mark
     */
    boolean breakPromise(long mark) throws SQLException {
        if (ids.isEmpty()) {
            return false;
        }
        long victim = random.nextBoolean() && ids.contains(mark)
                ? mark
                : new ArrayList<>(ids).get(random.nextInt(ids.size()));
        try (Statement statement = connection.createStatement()) {
            if (random.nextBoolean()) {
                statement.execute("delete from t where id = " + victim);
                ids.remove(victim);
            } else {
                statement.execute("update t set i = 3, s = 'b', f = true, b = 7 where id = " + victim);
            }
        }
        return victim <= mark;
    }

    private List<Long> newIds(int rows) {
        List<Long> some = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            some.add(nextId);
            nextId += 1 + random.nextInt(widestGap);
        }
        return some;
    }

    /** A few weeks or many years. */
    private Duration ahead() {
        return Duration.ofDays(7L * (random.nextInt(4) == 0 ? 52 * (1 + random.nextInt(70)) : 1 + random.nextInt(8)));
    }

    private void insert(Instant asOf, List<Long> some) throws SQLException {
        // In some weeks all rows are older than the end of the windows, so that only rows in the future are unsettled.
        Instant last = asOf.minus(Duration.ofDays(random.nextInt(3) == 0 ? 0 : 5));
        try (PreparedStatement insert =
                connection.prepareStatement("insert into t values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (long id : some) {
                ids.add(id);
                insert.setLong(1, id);
                Instant about = random.nextInt(rarelyAhead) == 0 ? last.plus(ahead()) : last;
                @Nullable Object[] others = new RandomFusedTable(random, about).values();
                for (int i = 0; i < others.length; i++) {
                    insert.setObject(i + 2, others[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(kind == TestDatabase.H2 ? "analyze table t" : "analyze t");
        }
    }
}
