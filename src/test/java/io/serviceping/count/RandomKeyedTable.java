package io.serviceping.count;

import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The columns of {@link RandomFusedTable} after a key of any kind, with one row or thousands. */
final class RandomKeyedTable {
    private enum Kind {
        DENSE("id bigint primary key"),
        GAPPY("id bigint primary key"),
        NEGATIVE("id int primary key"),
        EXTREME("id bigint primary key"),
        UUIDS("id uuid primary key"),
        TEXT("id varchar(40) primary key"),
        COMPOSITE("k1 int, id varchar(40)", ", primary key (k1, id)"),
        NONE("id bigint");

        private final String columns;
        private final String constraint;

        Kind(String columns) {
            this(columns, "");
        }

        Kind(String columns, String constraint) {
            this.columns = columns;
            this.constraint = constraint;
        }
    }

    private final Random random;
    private final RandomFusedTable values;
    private final Kind kind;
    private final int rows;
    private final boolean timeIndex;

    RandomKeyedTable(Random random, Instant asOf) {
        this.random = random;
        this.values = new RandomFusedTable(random, asOf);
        this.kind = Kind.values()[random.nextInt(Kind.values().length)];
        this.rows = random.nextInt(6) == 0 ? 1 + random.nextInt(3_000) : random.nextInt(300);
        this.timeIndex = random.nextBoolean();
    }

    void create(Connection connection, TestDatabase database) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists t");
            statement.execute("drop table if exists g");
            statement.execute(
                    "create table t (" + kind.columns + ", " + RandomFusedTable.COLUMNS + kind.constraint + ")");
            RandomFusedTable.createWords(statement);
            if (timeIndex) {
                statement.execute("create index t_ts on t (ts)");
                statement.execute("create index t_ms on t (ms)");
            }
            fill(connection);
            statement.execute(database == TestDatabase.H2 ? "analyze table t" : "analyze t");
        }
    }

    private void fill(Connection connection) throws SQLException {
        int keys = kind == Kind.COMPOSITE ? 2 : 1;
        String marks = String.join(", ", Collections.nCopies(keys + RandomFusedTable.COUNT, "?"));
        try (PreparedStatement insert = connection.prepareStatement("insert into t values (" + marks + ")")) {
            for (int row = 0; row < rows; row++) {
                List<@Nullable Object> key = key(row);
                for (int i = 0; i < keys; i++) {
                    insert.setObject(i + 1, key.get(i));
                }
                @Nullable Object[] others = values.values();
                for (int i = 0; i < others.length; i++) {
                    insert.setObject(keys + i + 1, others[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private List<@Nullable Object> key(int row) {
        return switch (kind) {
            case DENSE -> List.of((long) row + 1);
            case GAPPY -> List.of(row * 1_000L + random.nextInt(900) + (row > rows / 2 ? 1L << 50 : 0));
            case NEGATIVE -> List.of(row - rows - 5);
            case EXTREME -> List.of(row % 2 == 0 ? Long.MIN_VALUE + row : Long.MAX_VALUE - row);
            case UUIDS -> List.of(new UUID(random.nextLong(), random.nextLong()));
            case TEXT -> List.of(text(row));
            case COMPOSITE -> List.of(random.nextInt(4), text(row));
            case NONE -> random.nextInt(9) == 0 ? Arrays.asList((Object) null) : List.of((long) random.nextInt(50));
        };
    }

    /** The separator makes it unique: a text may end with digits. */
    private String text(int row) {
        return RandomFusedTable.TEXTS.get(random.nextInt(RandomFusedTable.TEXTS.size())) + "/" + row;
    }

    @Override
    public String toString() {
        return rows + " rows, key " + kind + (timeIndex ? ", indexes on times" : "");
    }
}
