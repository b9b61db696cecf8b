package io.serviceping.count;

import io.serviceping.definition.DataCategory;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.testing.Parsed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Definitions with SQL as authors write it: some can share a scan, others must run as written. */
final class RandomDefinitions {
    private static final Pattern COLUMN = Pattern.compile("'[^']*'|\\b(?:i|b|n|s|f|ts|d|ms|x)\\b");
    private static final int MOST = 10;
    /** The time column of an append-only table, for metrics without a window. */
    private static final TimestampColumn AGE = new TimestampColumn("ts", TimestampUnit.TIMESTAMP);

    private static final List<String> OTHER_SHAPES = List.of(
            "select coalesce(sum(i), 0) from t",
            "select count(*) from t where i = (select max(gid) from g)",
            "select count(*) from (select distinct s from t) x",
            "select count(*) from t where exists (select 1 from g where g.gid = t.i)",
            "select count(*) from t where i in (select gid from g)",
            "select sum(i) + count(*) from t",
            "select count(*) from g",
            "select count(*) from t, g where g.gid = t.i",
            "with x as (select * from t where f) select count(*) from x",
            "select avg(x) from t",
            "select count(*) from t having count(*) > 3",
            "SELECT COUNT(*) FROM T WHERE T.I = 2 AND (T.S = 'a' OR T.S = 'b')",
            "select count(*) from t -- all of them",
            "select count(distinct i) from t q where q.s in ('a', 'b') and q.f",
            "select max(i) - min(i) from t",
            "select count(case when f then 1 end) from t",
            "select count(*) from missing");
    private static final List<String> OTHER_OBJECTS = List.of(
            "select s, count(*) from t group by s having count(*) > 2",
            "select s, count(*) as n from t group by s order by n desc, s limit 3",
            "select f, count(*) from t group by f",
            "select substring(s, 1, 2), count(*) from t group by substring(s, 1, 2)",
            "select coalesce(s, 'none'), sum(i) from t group by coalesce(s, 'none')",
            "select d, count(*) from t group by d");

    private final Random random;
    private final boolean appendOnly;
    private final List<MetricDefinition> definitions = new ArrayList<>();

    RandomDefinitions(Random random) {
        this(random, false);
    }

    /** @param appendOnly whether the table is declared append-only; then no metric prevents an incremental scan */
    RandomDefinitions(Random random, boolean appendOnly) {
        this.random = random;
        this.appendOnly = appendOnly;
    }

    List<MetricDefinition> set() {
        List<MetricQuery> metrics = new ArrayList<>(new RandomMetricQuery(random, RandomMetricQuery.PLAIN).set());
        if (!appendOnly && random.nextInt(3) == 0) {
            metrics.addAll(new RandomMetricQuery(random, RandomMetricQuery.JOINED).set());
        }
        Collections.shuffle(metrics, random);
        for (MetricQuery query : metrics.subList(0, Math.min(MOST, metrics.size()))) {
            add(
                    query.metric().valueType(),
                    query.metric().timeFrame(),
                    sql(query),
                    query.window()
                            .map(window -> new TimestampColumn(qualified(query, window.expression()), window.unit())));
        }
        for (int more = appendOnly ? 0 : random.nextInt(3); more > 0; more--) {
            add(ValueType.NUMBER, TimeFrame.ALL, pick(OTHER_SHAPES), Optional.empty());
            add(ValueType.OBJECT, TimeFrame.ALL, pick(OTHER_OBJECTS), Optional.empty());
        }
        return definitions;
    }

    private static String sql(MetricQuery query) {
        String sql = DefinedSql.inDefinition(query);
        int from = sql.indexOf(" from ");
        int where = from + " from ".length() + source(query).from().length();
        return qualified(query, sql.substring(0, from))
                + sql.substring(from, where)
                + qualified(query, sql.substring(where));
    }

    private static Source source(MetricQuery query) {
        return query.aggregates().get(0).source();
    }

    /** Adds the table's name before each column outside a literal. */
    private static String qualified(MetricQuery query, String sql) {
        return COLUMN.matcher(sql)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group().startsWith("'")
                                ? match.group()
                                : source(query).qualifier() + match.group()));
    }

    private void add(ValueType type, TimeFrame frame, String sql, Optional<TimestampColumn> column) {
        KeyPath keyPath = new KeyPath("m.n" + definitions.size());
        definitions.add(new MetricDefinition(
                keyPath,
                "What a test counts.",
                "any",
                type,
                new Lifecycle.Active(),
                "1.0",
                DataCategory.OPTIONAL,
                List.of(new Metric(keyPath, frame)),
                "main",
                Parsed.sql(sql),
                Optional.empty(),
                appendOnly ? column.or(() -> Optional.of(AGE)) : column,
                appendOnly,
                Path.of("any.yml"),
                1));
    }

    private String pick(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }
}
