package io.serviceping.plan.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A SELECT and the query made from its analysis return the same result on real databases, on rows with many nulls. */
class AggregateQueryMeaningTest {
    private static final int CASES = 400;
    private static final long SEED = 20_261_122;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void givesTheSameAnswerFromTheShapeAsFromTheSelect(TestDatabase kind) throws Exception {
        Random random = new Random(SEED);
        try (Connection connection = filled(kind).connect()) {
            int understood = 0;
            for (int i = 0; i < CASES; i++) {
                String sql = select(random);
                SelectAnalysis analysis = SelectAnalyzer.read(MetricSelect.parse(sql), Optional.empty());
                if (analysis instanceof SelectAnalysis.Understood known) {
                    understood++;
                    String again = AggregateQueryText.sql(known);
                    assertThat(answer(connection, again))
                            .as("%s, as %s", sql, again)
                            .isEqualTo(answer(connection, sql));
                    assertThat(SelectAnalyzer.read(MetricSelect.parse(again), Optional.empty()))
                            .as(sql)
                            .isEqualTo(analysis);
                }
            }
            assertThat(understood).isEqualTo(CASES);
        }
    }

    private static TestDatabase.Url filled(TestDatabase kind) {
        return kind.create()
                .execute(
                        "create table u (id int primary key, s varchar(9), f boolean)",
                        "create table t (id int primary key, n int, m int, f boolean, g boolean, s varchar(9),"
                                + " u_id int)",
                        "insert into u values (1, 'x', true), (2, 'y', null), (3, null, false)",
                        """
                        insert into t
                        select x.i, nullif(x.i % 5, 4) - 1, nullif(x.i % 7, 3),
                            case x.i % 3 when 0 then true when 1 then false end,
                            case x.i % 4 when 0 then true when 1 then false when 2 then true end,
                            case x.i % 5 when 0 then 'x' when 1 then 'X' when 2 then 'it''s' when 3 then '' end,
                            nullif(x.i % 4, 0)
                        from (select a.v * 8 + b.v as i
                            from (values (0), (1), (2), (3), (4), (5), (6), (7)) a(v)
                            cross join (values (0), (1), (2), (3), (4), (5), (6), (7)) b(v)) x
                        """);
    }

    private static String select(Random random) {
        boolean joined = random.nextInt(4) == 0;
        boolean grouped = random.nextInt(4) == 0;
        String where = random.nextInt(5) == 0 ? "" : " where " + condition(random, 3);
        String aggregate = pick(
                random,
                "count(*)",
                "Count( 1 )",
                "count(c.s)",
                "count(distinct c.n)",
                "sum(c.n * 2 - (c.m - 1))",
                "min(c.S)",
                "max(coalesce(c.m, 7))");
        String second = pick(random, "count(*)", "max(c.n)", "avg(c.m)") + filter(random, grouped);
        aggregate += filter(random, grouped);
        String value = aggregate.startsWith("min(c.S)") ? aggregate : wrapped(random, aggregate, second);
        String from = joined ? pick(random, " inner join u", " left outer join u as", " join u as") + " d" : "";
        String on = joined ? " on (d.id = c.u_id)" + pick(random, "", " and d.f", " and c.n = 1") : "";
        return "select " + (grouped ? "c.s as k, " : "") + value + " from t as c" + from + on + where
                + (grouped ? pick(random, " group by c.s", " group by (C.s)", " group by k") : "");
    }

    private static String wrapped(Random random, String aggregate, String second) {
        return pick(
                random,
                aggregate,
                aggregate,
                aggregate,
                "coalesce(" + aggregate + ", 0)",
                "Round( (" + aggregate + "), 1 )",
                "cast(" + aggregate + " as bigint)",
                aggregate + "::int + 1",
                "100.0 * (" + aggregate + ") / nullif(" + second + ", 0)",
                "(" + aggregate + " - " + second + ") * -2",
                aggregate + " > " + second);
    }

    private static String filter(Random random, boolean grouped) {
        return grouped || random.nextInt(3) > 0 ? "" : " filter (where " + condition(random, 2) + ")";
    }

    private static String condition(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return pick(
                    random,
                    "c.f",
                    "c.f is true",
                    "c.g is false",
                    "c.g is not true",
                    "c.f = true",
                    "false = c.g",
                    "c.s = 'x'",
                    "'it''s' = c.s",
                    "c.s in ('x', 'X')",
                    "c.s in ('', null)",
                    "c.s not in ('x')",
                    "c.s <> 'x'",
                    "c.n = -1",
                    "1 = c.n",
                    "c.n = 2",
                    "c.n in (0, 1)",
                    "c.n between 0 and c.m",
                    "c.n is null",
                    "c.s is not null",
                    "c.n is distinct from c.m",
                    "c.n + 1 = 2",
                    "lower(c.s) = 'x'",
                    "c.s || 'y' = 'xy'",
                    "c.s like '%t_s'",
                    "case when c.f then c.n > 0 else c.g end",
                    "(c.n > 0) = true",
                    "(c.n > 0 and c.f) is true",
                    "(c.n > 0 or c.f) is false");
        }
        String one = condition(random, depth - 1);
        return switch (random.nextInt(6)) {
            case 0, 1 -> one + " and " + condition(random, depth - 1);
            case 2, 3 -> one + " or " + condition(random, depth - 1);
            case 4 -> "not (" + one + ")";
            default -> "(" + one + ")";
        };
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static List<String> answer(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> answer = new ArrayList<>();
            while (rows.next()) {
                String row = "";
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row += rows.getString(i) + "|";
                }
                answer.add(row);
            }
            answer.sort(null);
            return answer;
        }
    }
}
