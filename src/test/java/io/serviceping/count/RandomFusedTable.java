package io.serviceping.count;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A table with a column of each type, with NULLs, with times on the edges of windows and sums past 2^63. */
final class RandomFusedTable {
    static final List<String> TEXTS = List.of(
            "a", "A", "a!", "a b", "b", "b ", "", "it's", "ü", "null", "other", "x?y", "kind_1", "kind_2", "kind_3",
            "kind_10", "%", "€𝄞", "Ä", "17");
    static final long MOST_ID = 1_000;
    static final String COLUMNS = "i int, b bigint, n numeric(20, 3), s varchar(20), f boolean, ts timestamp, d date,"
            + " ms bigint, x double precision";
    static final int COUNT = 9;

    private static final int DAY = 86_400;

    private final Random random;
    private final Instant asOf;

    RandomFusedTable(Random random, Instant asOf) {
        this.random = random;
        this.asOf = asOf;
    }

    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists t");
            statement.execute("drop table if exists g");
            statement.execute("create table t (id bigint primary key, " + COLUMNS + ")");
            createWords(statement);
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into t values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (long id = -MOST_ID; id < MOST_ID; id += 1 + random.nextInt(12)) {
                insert.setLong(1, id);
                @Nullable Object[] values = values();
                for (int i = 0; i < values.length; i++) {
                    insert.setObject(i + 2, values[i]);
                }
                insert.executeUpdate();
            }
        }
    }

    /** The table of {@link RandomMetricQuery#JOINED}. */
    static void createWords(Statement statement) throws SQLException {
        statement.execute("create table g (gid int primary key, word varchar(10))");
        statement.execute("insert into g values (1, 'one'), (2, 'two'), (5, null)");
    }

    /** A row without its key. */
    @Nullable
    Object[] values() {
        return new @Nullable Object[] {
            orNull(random.nextInt(8) - 1),
            orNull(Long.MAX_VALUE - random.nextInt(5)),
            orNull(BigDecimal.valueOf(random.nextInt(20) * 500L - 1_125, 3)),
            orNull(TEXTS.get(random.nextInt(TEXTS.size()))),
            orNull(random.nextBoolean()),
            orNull(LocalDateTime.ofInstant(time(), ZoneOffset.UTC)),
            orNull(LocalDate.ofInstant(time(), ZoneOffset.UTC)),
            orNull(time().toEpochMilli()),
            orNull(random.nextInt(5) / 10.0)
        };
    }

    /** Often a whole day, so that rows lie exactly on the edge of a window. */
    private Instant time() {
        return asOf.minusSeconds((random.nextInt(45) - 3) * (long) DAY)
                .minusMillis(random.nextBoolean() ? 0 : random.nextInt(DAY));
    }

    private <T> @Nullable T orNull(T value) {
        return random.nextInt(6) == 0 ? null : value;
    }
}
