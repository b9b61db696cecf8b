package io.serviceping.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.testing.TestDatabase;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.h2.util.ParserUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A word that a database accepts as an unquoted name is accepted here too, and gives the same count. */
class KeywordNamesTest {
    private static final List<String> FORMS = List.of(
            "select count(*) from t where WORD > timestamp '2020-01-01 00:00:00'",
            "select count(x.WORD) from t x where x.WORD is not null",
            "select count(WORD) from t",
            "select count(*) from s.WORD",
            "select count(WORD.id) from t WORD where WORD.id > 0",
            "select count(WORD.id) from t as WORD",
            "select max(n) from (select count(*) as n, max(id) as WORD from t) x");

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsWhateverTheDatabaseTakes(TestDatabase kind) throws SQLException, ReflectiveOperationException {
        List<String> refused = new ArrayList<>();
        int taken = 0;
        try (Connection connection = kind.create().connect();
                Statement statement = connection.createStatement()) {
            for (String word : words()) {
                if (!prepared(statement, word)) {
                    continue;
                }
                for (String form : FORMS) {
                    String sql = form.replace("WORD", word);
                    long plain = counted(statement, sql);
                    if (plain >= 0) {
                        taken++;
                        check(connection, word, sql, plain, form.contains("x.WORD"), refused);
                    }
                }
            }
        }
        assertThat(refused).isEmpty();
        assertThat(taken).isGreaterThan(2_000);
    }

    /** The keywords of both databases without {@code into}, after which a SELECT writes. */
    private static Set<String> words() throws SQLException, ReflectiveOperationException {
        Set<String> words = new TreeSet<>(List.of("uuid", "number", "sample", "settings", "force", "day", "date"));
        try (Connection connection = TestDatabase.POSTGRESQL.create().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select word from pg_get_keywords()")) {
            while (rows.next()) {
                words.add(rows.getString(1));
            }
        }
        Field keywords = ParserUtil.class.getDeclaredField("KEYWORDS");
        keywords.setAccessible(true);
        ((Map<?, ?>) keywords.get(null))
                .keySet()
                .forEach(word -> words.add(word.toString().toLowerCase(Locale.ROOT)));
        words.remove("into");
        return words;
    }

    private static boolean prepared(Statement statement, String word) throws SQLException {
        statement.execute("drop table if exists t");
        statement.execute("drop schema if exists s cascade");
        statement.execute("create schema s");
        try {
            statement.execute("create table t (id integer, " + word + " timestamp)");
            statement.execute("create table s." + word + " (id integer)");
            statement.execute(
                    "insert into t values (1, timestamp '2026-01-01 00:00:00'), (2, timestamp '2019-01-01 00:00:00')");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static long counted(Statement statement, String sql) {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            return -1;
        }
    }

    private static void check(
            Connection connection, String word, String sql, long plain, boolean windowed, List<String> refused) {
        try {
            MetricSelect select = MetricSelect.parse(sql);
            try (Statement statement = connection.createStatement()) {
                assertThat(counted(statement, select.text())).as(sql).isEqualTo(plain);
            }
            for (String column : windowed ? List.of(word, "x." + word) : List.<String>of()) {
                String window = new WindowInserter(new TimestampColumn(column, TimestampUnit.TIMESTAMP))
                        .addedTo(select)
                        .orElseThrow(() -> new SQLException("no place for a window on " + column));
                if (count(connection, window) != 1) {
                    refused.add(column + ": " + window);
                }
            }
        } catch (InvalidSelectException | SQLException e) {
            refused.add(sql + ": " + e.getMessage());
        }
    }

    private static long count(Connection connection, String window) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(window)) {
            statement.setObject(1, Timestamp.valueOf("2025-12-31 00:00:00"));
            statement.setObject(2, Timestamp.valueOf("2026-01-02 00:00:00"));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
