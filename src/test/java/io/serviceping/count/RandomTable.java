package io.serviceping.count;

import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A table with random keys.
 *
 * @param row an expression with a distinct value for each row
 */
public record RandomTable(String name, Kind kind, String row) {
    private static final Instant FROM = Instant.parse("2026-10-19T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-16T00:00:00Z");
    private static final List<String> NASTY = List.of(
            "", " ", "a", "A", "b", "B", "ä", "Ä", "a\u0308", "z", "Z", "ß", "ss", "é", "e\u0301", "😀", "\uFFFD", "'",
            "\"", "\\", "%", "_", "-", "\t", "\n", "NULL", "0", "00", "ı", "İ", "中", "{", "[", ",", "\u200B", "\uFFFF");

    enum Kind {
        NUMBERS("id bigint primary key", "t.id"),
        SMALL_NUMBERS("id int primary key", "t.id"),
        UUIDS("id uuid primary key", "t.id"),
        TEXTS("id varchar(200) primary key", "t.id"),
        COMPOSITE("b int, a varchar(200), primary key (a, b)", "t.b || '|' || t.a"),
        DECIMALS("id numeric(30, 10) primary key", "t.id"),
        MOMENTS("id timestamp(6) primary key", "t.id"),
        WINDOW("n int, at timestamp(6)", "t.n"),
        SECONDS("n int, at bigint", "t.n"),
        KEYLESS("id int, filler varchar(400)", "t.id");

        private final String columns;
        private final String row;

        Kind(String columns, String row) {
            this.columns = columns;
            this.row = row;
        }

        boolean isWindow() {
            return this == WINDOW || this == SECONDS;
        }
    }

    public static RandomTable create(Connection connection, TestDatabase database, int number, Random random)
            throws SQLException {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length - (database == TestDatabase.H2 ? 1 : 0))];
        String name = "t" + number;
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table " + name + " (" + kind.columns + ")");
            if (kind.isWindow()) {
                statement.execute("create index " + name + "_at on " + name + " (at)");
            }
        }
        List<@Nullable Object[]> rows = rows(kind, random);
        if (!rows.isEmpty()) {
            insert(connection, name, rows);
        }
        if (random.nextInt(3) == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(database == TestDatabase.H2 ? "analyze table " + name : "analyze " + name);
            }
        }
        return new RandomTable(name, kind, "cast(" + kind.row + " as varchar)");
    }

    private static void insert(Connection connection, String name, List<@Nullable Object[]> rows) throws SQLException {
        String marks = rows.get(0).length == 1 ? "?" : "?, ?";
        try (PreparedStatement insert =
                connection.prepareStatement("insert into " + name + " values (" + marks + ")")) {
            for (@Nullable Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    insert.setObject(i + 1, row[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    public RangeKey key(TableFacts facts) {
        return switch (kind) {
            case NUMBERS, SMALL_NUMBERS -> new RangeKey.Numeric(facts.key().get(0));
            case UUIDS, TEXTS, COMPOSITE, DECIMALS, MOMENTS -> new RangeKey.Keyset(facts.key());
            case WINDOW -> new RangeKey.Time("at", TimestampUnit.TIMESTAMP, FROM, TO);
            case SECONDS -> new RangeKey.Time("at", TimestampUnit.EPOCH_SECONDS, FROM, TO);
            case KEYLESS -> new RangeKey.Blocks();
        };
    }

    /** The condition of the rows that a walk must find. */
    public String wanted() {
        return switch (kind) {
            case WINDOW -> " where at >= timestamp '2026-10-19 00:00:00' and at < timestamp '2026-11-16 00:00:00'";
            case SECONDS -> " where at >= " + FROM.getEpochSecond() + " and at < " + TO.getEpochSecond();
            default -> "";
        };
    }

    private static List<@Nullable Object[]> rows(Kind kind, Random random) {
        int size = random.nextInt(10) == 0 ? random.nextInt(3) : random.nextInt(600);
        return switch (kind) {
            case NUMBERS -> single(numbers(random, size));
            case SMALL_NUMBERS ->
                single(distinct(size, () -> random.nextInt(3) - 1 == 0 ? random.nextInt() : random.nextInt(900)));
            case UUIDS -> single(distinct(size, () -> new UUID(random.nextLong(), random.nextLong())));
            case TEXTS -> single(distinct(size, () -> text(random)));
            case COMPOSITE ->
                distinct(size, () -> List.of(random.nextInt(5), text(random))).stream()
                        .<@Nullable Object[]>map(List::toArray)
                        .toList();
            case DECIMALS ->
                single(distinct(
                        size,
                        () -> new java.math.BigDecimal(new java.math.BigInteger(60, random), random.nextInt(10))
                                .setScale(10)));
            case MOMENTS -> single(distinct(size, () -> moment(random)));
            case WINDOW -> numbered(size, () -> random.nextInt(9) == 0 ? null : moment(random));
            case SECONDS -> numbered(size, () -> moment(random).toEpochSecond(ZoneOffset.UTC));
            case KEYLESS -> numbered(4 * size, () -> "x".repeat(random.nextInt(400)));
        };
    }

    private static Collection<Long> numbers(Random random, int size) {
        long start = random.nextInt(2000) - 1000L;
        TreeSet<Long> ids = new TreeSet<>();
        int style = random.nextInt(5);
        if (style == 4) {
            ids.addAll(List.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L, 0L, Long.MAX_VALUE - 1, Long.MAX_VALUE));
        }
        while (ids.size() < size) {
            switch (style) {
                case 0 -> ids.add(start++);
                case 1 -> ids.add(start += 1 + random.nextInt(1000));
                case 2 -> ids.add(start += random.nextInt(50) == 0 ? 1L << random.nextInt(57) : 1);
                default -> ids.add(random.nextLong());
            }
        }
        return ids;
    }

    private static LocalDateTime moment(Random random) {
        // Many in one millisecond, some in one hour, some far away.
        long micros = switch (random.nextInt(3)) {
            case 0 -> random.nextInt(1000);
            case 1 -> random.nextLong(3_600_000_000L);
            default -> random.nextLong(60L * 86_400 * 1_000_000) - 10L * 86_400 * 1_000_000;
        };
        return LocalDateTime.ofInstant(FROM, ZoneOffset.UTC).plusNanos(micros * 1000);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(NASTY.get(random.nextInt(NASTY.size())));
        }
        return text.toString();
    }

    private interface Source<T> {
        T next();
    }

    private interface NullableSource {
        @Nullable
        Object next();
    }

    private static <T> Collection<T> distinct(int size, Source<T> source) {
        LinkedHashSet<T> values = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            values.add(source.next());
        }
        return values;
    }

    private static List<@Nullable Object[]> single(Collection<?> values) {
        return values.stream()
                .<@Nullable Object[]>map(value -> new Object[] {value})
                .toList();
    }

    private static List<@Nullable Object[]> numbered(int size, NullableSource source) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            rows.add(new @Nullable Object[] {i, source.next()});
        }
        return rows;
    }
}
