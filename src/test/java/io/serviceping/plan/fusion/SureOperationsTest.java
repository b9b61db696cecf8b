package io.serviceping.plan.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tries every line of the table with unusual values of every type. */
class SureOperationsTest {
    private static final List<String> TEXTS = List.of(
            "''",
            "' '",
            "'a'",
            "'1'",
            "'-1'",
            "'99999999999999999999'",
            "'2026-02-30'",
            "'%'",
            "'\\'",
            "'ß€😀'",
            "'NaN'");
    private static final Map<SqlType.Kind, List<String>> VALUES = Map.of(
            SqlType.Kind.TEXT,
                    TEXTS.stream().map(text -> "cast(" + text + " as varchar)").toList(),
            SqlType.Kind.SMALLINT, whole("smallint", "-32768", "32767"),
            SqlType.Kind.INTEGER, whole("integer", "-2147483648", "2147483647"),
            SqlType.Kind.BIGINT, whole("bigint", "-9223372036854775808", "9223372036854775807"),
            SqlType.Kind.NUMERIC,
                    List.of(
                            "cast(0 as numeric(9,4))",
                            "cast(-99999.9999 as numeric(9,4))",
                            "cast(1e37 as numeric(38,0))",
                            "cast(-0.000000000000000000001 as numeric(38,30))"),
            SqlType.Kind.FLOAT,
                    whole("double precision", "1e308", "-1e308", "1e-308", "'NaN'", "'Infinity'", "'-Infinity'"),
            SqlType.Kind.BOOLEAN, List.of("true", "false"),
            SqlType.Kind.DATE, whole("date", "'0001-01-01'", "'1970-01-01'", "'9999-12-31'"),
            SqlType.Kind.TIMESTAMP, whole("timestamp", "'0001-01-01 00:00:00'", "'2026-02-28 23:59:59.999999'"));
    private static final Map<SqlType.Kind, List<String>> ON_POSTGRESQL = Map.of(
            SqlType.Kind.NUMERIC,
                    List.of(
                            "cast('NaN' as numeric)",
                            "cast('Infinity' as numeric)",
                            "cast('1e131071' as numeric)",
                            "cast('1e-16383' as numeric)"),
            SqlType.Kind.DATE, whole("date", "'-infinity'", "'infinity'", "'5874897-12-31'", "'4713-01-01 BC'"),
            SqlType.Kind.TIMESTAMP,
                    List.of(
                            "cast('-infinity' as timestamp)", "cast('infinity' as timestamp)",
                            "cast('294276-12-31 23:59:59' as timestamp)", "cast('4713-01-01 BC' as timestamp)",
                            "cast('infinity' as timestamptz)", "cast('294276-12-31 23:59:59+00' as timestamptz)"));

    /** The SQL of an operation, by its name in the table. */
    private static final Map<String, List<String>> SQL = Map.ofEntries(
            Map.entry("position", List.of("position('a' in %s)")),
            Map.entry("replace", List.of("replace(%s, 'a', 'bb')", "replace(%s, '', 'b')")),
            Map.entry("like", List.of("%s like 'a%%%%'", "%s not like '_'")),
            Map.entry("||", List.of("%s || 'x'", "'x' || %s")),
            Map.entry("substring literal", List.of("substring(%s, 2, 3)", "substring(%s, 0)")),
            Map.entry("left", List.of("left(%s, 2)")),
            Map.entry("right", List.of("right(%s, 2)")),
            Map.entry("sign -", List.of("-%s")),
            Map.entry("sign +", List.of("+%s")),
            Map.entry("round to", List.of("round(%s, 2)", "round(%s, 0)")),
            Map.entry("/ literal", List.of("%s / 3", "mod(%s, 3)")),
            Map.entry(
                    "extract date",
                    List.of(
                            "extract(year from %s)",
                            "extract(quarter from %s)",
                            "extract(month from %s)",
                            "extract(week from %s)",
                            "extract(day from %s)",
                            "extract(dow from %s)",
                            "extract(doy from %s)",
                            "extract(epoch from %s)")),
            Map.entry(
                    "extract time",
                    List.of("extract(hour from %s)", "extract(minute from %s)", "extract(second from %s)")),
            Map.entry("cast text", List.of("cast(%s as varchar)", "cast(%s as varchar(2))", "cast(%s as char(1))")),
            Map.entry("cast timestamp", List.of("cast(%s as timestamp)", "cast(%s as timestamp with time zone)")),
            Map.entry("cast float", List.of("cast(%s as double precision)", "cast(%s as real)")),
            Map.entry("compare", List.of("%s = %s", "coalesce(%s, %s)")));

    private static List<String> whole(String type, String... values) {
        List<String> all = new ArrayList<>(type.contains("int") ? List.of("cast(0 as " + type + ")") : List.of());
        for (String value : values) {
            all.add("cast(" + value + " as " + type + ")");
        }
        return all;
    }

    @SincePostgres(14)
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void cannotFailWhereTheTableSaysSo(TestDatabase database) throws SQLException {
        Set<String> failures = new TreeSet<>();
        Set<String> neverFail = new TreeSet<>();
        try (Connection connection = database.create().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set time zone 'UTC'");
            SureOperations.of(PlannerDialect.valueOf(database.name())).forEach((name, sure) -> {
                for (SqlType.Kind kind : VALUES.keySet()) {
                    boolean fails = false;
                    boolean refused = true;
                    for (String sql : SQL.getOrDefault(name, List.of(usual(name)))) {
                        for (String value : values(database, kind)) {
                            String expression = sql.replace("%%", "%").replace("%s", "(" + value + ")");
                            boolean valid =
                                    isValid(statement, sql.replace("%%", "%").replace("%s", "v"), value);
                            refused &= !valid;
                            if (valid && !works(statement, expression)) {
                                fails = true;
                                if (sure.contains(kind)) {
                                    failures.add(expression);
                                }
                            }
                        }
                    }
                    if (!sure.contains(kind) && !fails && !refused) {
                        neverFail.add(name + " of " + kind);
                    }
                }
            });
        }
        assertThat(failures).isEmpty();
        System.out.println(database + ": not called sure, though nothing was seen to fail: " + neverFail);
    }

    private static String usual(String name) {
        return name.startsWith("cast ") ? "cast(%s as " + name.substring(5) + ")" : name + "(%s)";
    }

    private static List<String> values(TestDatabase database, SqlType.Kind kind) {
        List<String> all = new ArrayList<>(VALUES.getOrDefault(kind, List.of()));
        if (database == TestDatabase.POSTGRESQL) {
            all.addAll(ON_POSTGRESQL.getOrDefault(kind, List.of()));
        }
        return all;
    }

    /** Whether the database accepts the operation on a column of that type; the statement is described, not run. */
    private static boolean isValid(Statement statement, String sql, String value) {
        String described = "select " + sql + " from (select " + value + " as v offset 0 rows) x";
        try (PreparedStatement prepared = statement.getConnection().prepareStatement(described)) {
            return prepared.getMetaData() != null;
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean works(Statement statement, String expression) {
        try (ResultSet rows = statement.executeQuery("select " + expression)) {
            while (rows.next()) {
                rows.getObject(1);
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
