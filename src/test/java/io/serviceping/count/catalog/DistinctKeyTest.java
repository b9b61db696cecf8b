package io.serviceping.count.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.distinct.DistinctSet;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DistinctKeyTest {
    private static final String TEXTS =
            "'', ' ', 'a', 'A', 'a ', ' a', 'a  ', 'ä', U&'a\\0308', 'ß', 'ss', 'SS', U&'\\+01F600', '1', '1.0', 'null'";

    /**
     * Values of one type.
     *
     * @param type as the driver names it
     * @param literals in SQL
     */
    record Column(TestDatabase database, String type, boolean hashed, String literals, String collation) {
        Column(TestDatabase database, String type, boolean hashed, String literals) {
            this(database, type, hashed, literals, "");
        }

        SessionDialect dialect() {
            return SessionDialect.valueOf(database.name());
        }

        String table() {
            return "(select cast(v as " + type + ") " + collation + " as x from (values ("
                    + String.join("), (", literals.split(", ")) + "), (null)) as literals (v)) as t";
        }
    }

    private TestDatabase.Url h2;
    private TestDatabase.Url postgresql;

    @BeforeAll
    void start() {
        h2 = TestDatabase.H2.create();
        postgresql = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create collation caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    }

    static Stream<Column> columns() {
        Stream<Column> both = Stream.of(TestDatabase.values())
                .flatMap(database -> Stream.of(
                        new Column(database, "smallint", false, "0, -1, 32767, -32768, 7, 7"),
                        new Column(database, "integer", false, "0, -1, 2147483647, -2147483648, 7, 7"),
                        new Column(database, "bigint", false, "0, -1, 9223372036854775807, -9223372036854775808, 7, 7"),
                        new Column(database, "boolean", false, "true, false, true"),
                        new Column(
                                database,
                                "date",
                                false,
                                "'1970-01-01', '1969-12-31', '2024-02-29', '0001-01-01', '9999-12-31', '2024-02-29'"),
                        new Column(
                                database,
                                "uuid",
                                true,
                                "'00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', "
                                        + "'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', "
                                        + "'00000000-0000-0001-0000-000000000000', "
                                        + "'00000000-0000-0000-0000-000000000001'"),
                        new Column(database, "varchar(20)", true, TEXTS)));
        return Stream.concat(both, Stream.concat(onlyH2(), onlyPostgresql()));
    }

    private static Stream<Column> onlyH2() {
        return Stream.of(new Column(TestDatabase.H2, "tinyint", false, "0, -1, 127, -128, 7, 7"));
    }

    private static Stream<Column> onlyPostgresql() {
        String times = "'2024-03-31 02:30:00+02', '2024-03-31 00:30:00+00', '2024-03-31 02:30:00+01', "
                + "'1970-01-01 00:00:00+00', '1969-12-31 23:59:59.999999+00', '4713-01-01 00:00:00+00 BC', "
                + "'infinity', '-infinity'";
        return Stream.of(
                new Column(
                        TestDatabase.POSTGRESQL,
                        "date",
                        false,
                        "'infinity', '-infinity', '4713-01-01 BC', '5874897-12-31'"),
                new Column(TestDatabase.POSTGRESQL, "oid", false, "'0', '4294967295', '7', '7'"),
                new Column(TestDatabase.POSTGRESQL, "text", true, TEXTS),
                new Column(TestDatabase.POSTGRESQL, "char(5)", true, TEXTS),
                new Column(TestDatabase.POSTGRESQL, "name", true, TEXTS),
                new Column(TestDatabase.POSTGRESQL, "text", true, TEXTS, "collate caseless"),
                new Column(
                        TestDatabase.POSTGRESQL,
                        "numeric",
                        true,
                        "'1', '1.0', '1.00', '-1', '0', '-0', '0.000', '100', '1e2', '1e-20', '1e40', "
                                + "'10000000000000000000000000000000000000000', 'NaN', 'NaN', 'Infinity', "
                                + "'-Infinity'"),
                new Column(TestDatabase.POSTGRESQL, "numeric(10,2)", true, "'1', '1.001', '1.01', '-0.001', '0'"),
                new Column(TestDatabase.POSTGRESQL, "timestamptz", true, times),
                new Column(TestDatabase.POSTGRESQL, "timestamp", true, times),
                new Column(TestDatabase.POSTGRESQL, "time", true, "'00:00', '24:00', '12:00:00.000001', '12:00'"),
                new Column(
                        TestDatabase.POSTGRESQL,
                        "inet",
                        true,
                        "'10.0.0.1', '10.0.0.1/32', '10.0.0.1/8', '::1', '::ffff:10.0.0.1'"));
    }

    @SincePostgres(14)
    @ParameterizedTest
    @MethodSource("columns")
    void isEqualForEqualValuesAndOnlyForThose(Column column) throws SQLException {
        DistinctKey key = DistinctKey.of(column.dialect(), typeOf(column)).orElseThrow();

        assertThat(key.isHashed()).isEqualTo(column.hashed());
        assertThat(numbers(
                        column,
                        "select count(*) from " + column.table() + " cross join "
                                + column.table().replaceFirst(" as t$", " as u")
                                + " where (t.x is not distinct from u.x)"
                                + " <> (" + key.sql("t.x") + " is not distinct from " + key.sql("u.x") + ")"))
                .containsExactly(0L);
    }

    @SincePostgres(14)
    @ParameterizedTest
    @MethodSource("columns")
    void countsWhatTheDatabaseCounts(Column column) throws SQLException {
        DistinctKey key = DistinctKey.of(column.dialect(), typeOf(column)).orElseThrow();
        DistinctSet set = new DistinctSet();

        numbers(
                        column,
                        "select " + key.sql("x") + " from " + column.table() + " where " + key.sql("x")
                                + " is not null")
                .forEach(set::add);

        assertThat(numbers(column, "select count(distinct x) from " + column.table()))
                .containsExactly(set.count());
        assertThat(numbers(column, "select count(*) from " + column.table() + " where " + key.sql("x") + " is null"))
                .containsExactly(1L);
    }

    @SincePostgres(14)
    @ParameterizedTest
    @MethodSource("columns")
    void isABigint(Column column) throws SQLException {
        DistinctKey key = DistinctKey.of(column.dialect(), typeOf(column)).orElseThrow();

        assertThat(typeOf(column, "select " + key.sql("x") + " from " + column.table()))
                .isIn("int8", "BIGINT");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aDateIsItsEpochDay(TestDatabase database) throws SQLException {
        Column column = new Column(database, "date", false, "'2024-02-29', '1583-01-01'");

        assertThat(numbers(
                        column,
                        "select "
                                + DistinctKey.of(column.dialect(), "date")
                                        .orElseThrow()
                                        .sql("x") + " as n from " + column.table() + " where x is not null order by n"))
                .containsExactly(
                        LocalDate.of(1583, 1, 1).toEpochDay(),
                        LocalDate.of(2024, 2, 29).toEpochDay());
    }

    @Test
    void aHashDependsOnNoSetting() throws SQLException {
        Column column =
                new Column(TestDatabase.POSTGRESQL, "timestamptz", true, "'2024-03-31 02:30:00+02', 'infinity'");
        String sql = "select "
                + DistinctKey.of(SessionDialect.POSTGRESQL, "timestamptz")
                        .orElseThrow()
                        .sql("x") + " from " + column.table() + " where x is not null";
        List<Long> before = numbers(column, sql);

        postgresql.execute("set time zone 'America/St_Johns'; alter database " + databaseName()
                + " set timezone to 'America/St_Johns'");

        assertThat(numbers(column, sql)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "real",
                "float4",
                "double precision",
                "float8",
                "citext",
                "money",
                "json",
                "jsonb",
                "_int4",
                "integer[]",
                "character varying(20)[]",
                "timetz",
                "xml",
                "my_domain",
                "bytea",
                ""
            })
    void isNotToBeHadForOtherTypesOfPostgresql(String type) {
        assertThat(DistinctKey.of(SessionDialect.POSTGRESQL, type)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REAL",
                "DOUBLE PRECISION",
                "DECFLOAT",
                "NUMERIC",
                "VARCHAR_IGNORECASE",
                "CHARACTER",
                "TIMESTAMP",
                "TIMESTAMP WITH TIME ZONE",
                "CHARACTER LARGE OBJECT",
                "ENUM",
                "INTEGER ARRAY"
            })
    void isNotToBeHadForOtherTypesOfH2(String type) {
        assertThat(DistinctKey.of(SessionDialect.H2, type)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int4",
                "INTEGER",
                "serial",
                "character varying(20)",
                "character(3)",
                "numeric(10,2)",
                "timestamp(3) without time zone",
                "timestamp(6) with time zone"
            })
    void knowsATypeByEachOfItsNames(String type) {
        assertThat(DistinctKey.of(SessionDialect.POSTGRESQL, type)).isPresent();
    }

    private String databaseName() {
        return postgresql.jdbc().substring(postgresql.jdbc().lastIndexOf('/') + 1);
    }

    private TestDatabase.Url url(Column column) {
        return column.database() == TestDatabase.H2 ? h2 : postgresql;
    }

    private String typeOf(Column column) throws SQLException {
        return typeOf(column, "select x from " + column.table());
    }

    private String typeOf(Column column, String sql) throws SQLException {
        try (Connection connection = url(column).connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getMetaData().getColumnTypeName(1);
        }
    }

    private List<Long> numbers(Column column, String sql) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Connection connection = url(column).connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }
}
