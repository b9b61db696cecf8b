package io.serviceping.plan.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.ValueType;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.plan.aggregate.AggregateFunction;
import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.aggregate.SqlType.Kind;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.query.Aggregate;
import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.Operation;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.query.SelectAnalysis;
import io.serviceping.plan.query.SelectAnalyzer;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.FinalExpression;
import io.serviceping.plan.scan.FusedAnswer;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeChoice;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WindowColumn;
import io.serviceping.plan.scan.WrittenScan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden files pin the statements of several sets of metrics; {@code -Dfusion.golden=write} rewrites the files. */
class FusionStatementsTest {
    private static final Source EVENTS = new Source("events", "events", "");
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final WindowColumn CREATED = new WindowColumn("created_at", TimestampUnit.TIMESTAMP);
    private static final WindowColumn DAY = new WindowColumn("day", TimestampUnit.DATE);
    private static final List<TimeFrame> FRAMES = List.of(TimeFrame.ALL, TimeFrame.DAYS_28, TimeFrame.DAYS_7);
    private static final Aggregate ROWS = new Aggregate(AggregateFunction.COUNT_ROWS, "");
    private static final Aggregate USERS = new Aggregate(AggregateFunction.COUNT_DISTINCT, "user_id");

    /** Column types and keys derived from the columns' names. */
    private static final class Columns implements Expressions {
        private static final String SOME = "count(*) filter (where kind = 'kind_1')";
        private static final Map<String, SqlType> TYPES = Map.ofEntries(
                Map.entry("kind", SqlType.of(Kind.TEXT)),
                Map.entry("label", SqlType.of(Kind.TEXT)),
                Map.entry("state", SqlType.of(Kind.ENUM)),
                Map.entry("user_id", SqlType.of(Kind.BIGINT)),
                Map.entry("project_id", SqlType.of(Kind.INTEGER)),
                Map.entry("weight", SqlType.of(Kind.INTEGER)),
                Map.entry("price", new SqlType(Kind.NUMERIC, 10, 2)),
                Map.entry("price / weight", SqlType.of(Kind.NUMERIC)),
                Map.entry("ratio", SqlType.of(Kind.FLOAT)),
                Map.entry("0", SqlType.of(Kind.INTEGER)),
                Map.entry("2", SqlType.of(Kind.INTEGER)),
                Map.entry("100.0", new SqlType(Kind.NUMERIC, 4, 1)),
                Map.entry("count(*)", SqlType.of(Kind.BIGINT)),
                Map.entry("count(*) > 0", SqlType.of(Kind.BOOLEAN)),
                Map.entry("cast(count(*) as int)", SqlType.of(Kind.INTEGER)),
                Map.entry("nullif(count(*), 0)", SqlType.of(Kind.BIGINT)),
                Map.entry("sum(weight)", SqlType.of(Kind.BIGINT)),
                Map.entry("coalesce(sum(weight), 0)", SqlType.of(Kind.BIGINT)),
                Map.entry("avg(price)", new SqlType(Kind.NUMERIC, 20, 12)),
                Map.entry("round(avg(price), 2)", new SqlType(Kind.NUMERIC, 20, 2)),
                Map.entry("round(count(*))", SqlType.of(Kind.FLOAT)),
                Map.entry(SOME, SqlType.of(Kind.BIGINT)),
                Map.entry("100.0 * " + SOME, new SqlType(Kind.NUMERIC, 23, 1)),
                Map.entry("100.0 * " + SOME + " / nullif(count(*), 0)", new SqlType(Kind.NUMERIC, 42, 20)));

        @Override
        public SqlType typeOf(String expression) {
            return TYPES.getOrDefault(expression, SqlType.of(Kind.OTHER));
        }

        @Override
        public boolean hasFewValues(String expression) {
            return expression.equals("label");
        }

        @Override
        public Optional<String> keyOf(String expression) {
            return switch (expression) {
                case "user_id" -> Optional.of("user_id");
                case "email" -> Optional.of("hashtextextended(email, 0)");
                default -> Optional.empty();
            };
        }
    }

    /** A named set of metrics. */
    private record Case(String name, List<MetricQuery> metrics) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("kinds-and-windows", kinds(5)),
                new Case("labels-of-few-values", labels()),
                new Case(
                        "one-metric",
                        List.of(metricQuery("one", ROWS, TimeFrame.DAYS_7, CREATED, kind(1), other("weight > 3")))),
                new Case(
                        "all-windowed",
                        List.of(
                                metricQuery("a", ROWS, TimeFrame.DAYS_7, CREATED, kind(1)),
                                metricQuery("b", ROWS, TimeFrame.DAYS_28, CREATED, kind(1), other("weight is null")),
                                metricQuery("c", USERS, TimeFrame.DAYS_28, CREATED, kind(1)))),
                new Case(
                        "two-time-columns",
                        List.of(
                                metricQuery("a", ROWS, TimeFrame.DAYS_7, CREATED),
                                metricQuery("b", ROWS, TimeFrame.DAYS_28, DAY),
                                metricQuery("c", ROWS, TimeFrame.ALL, CREATED))),
                new Case(
                        "sums-and-guards",
                        List.of(
                                metricQuery(
                                        "a",
                                        new Aggregate(AggregateFunction.SUM, "price / weight"),
                                        other("weight <> 0")),
                                metricQuery(
                                        "b", new Aggregate(AggregateFunction.AVG, "price"), oneOf("state", "'open'")),
                                metricQuery(
                                        "c",
                                        new Aggregate(AggregateFunction.MAX, "weight"),
                                        oneOf("state", "'closed'")),
                                metricQuery("d", new Aggregate(AggregateFunction.SUM, "ratio")))),
                new Case(
                        "wrapped",
                        List.of(
                                wrapped("a", "coalesce(sum(weight), 0)", ValueType.NUMBER),
                                wrapped("b", "round(avg(price), 2)", ValueType.NUMBER),
                                wrapped("c", "cast(count(*) as int)", ValueType.NUMBER),
                                wrapped("d", "count(*) > 0", ValueType.BOOLEAN),
                                wrapped(
                                        "e",
                                        "100.0 * count(*) filter (where kind = 'kind_1') / nullif(count(*), 0)",
                                        ValueType.NUMBER),
                                wrapped("f", "count(*) > 0", ValueType.NUMBER),
                                wrapped("g", "round(count(*))", ValueType.NUMBER),
                                wrapped("h", "count(distinct user_id) / 2", ValueType.NUMBER))),
                new Case("many-independent-conditions", independent(14)),
                new Case(
                        "groups",
                        Stream.concat(
                                        Stream.of(
                                                grouped("a", ROWS, "kind", TimeFrame.ALL),
                                                grouped("b", ROWS, "kind", TimeFrame.DAYS_7),
                                                grouped("c", USERS, "kind", TimeFrame.ALL)),
                                        Stream.of(grouped("d", ROWS, "ratio", TimeFrame.ALL)))
                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesTheStatementsOfTheFile(Case one) throws IOException {
        String text = Stream.of(PlannerDialect.values())
                .map(dialect -> dialect + "\n"
                        + describe(new Fusion(dialect, new Columns(), AS_OF).fuse(EVENTS, one.metrics())))
                .collect(Collectors.joining("\n"));
        String file = "/plan/fusion/" + one.name() + ".txt";
        if ("write".equals(System.getProperty("fusion.golden"))) {
            Files.writeString(Path.of("src/test/resources" + file), text);
        }
        try (InputStream golden = getClass().getResourceAsStream(file)) {
            assertThat(text).isEqualTo(golden == null ? "" : new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @EnumSource(PlannerDialect.class)
    void keepsEveryStatementWithinItsBounds(PlannerDialect dialect) {
        for (List<MetricQuery> metrics : List.of(kinds(400), independent(700), windows(100))) {
            FusedScan scan = new Fusion(dialect, new Columns(), AS_OF).fuse(EVENTS, metrics);

            assertThat(scan.answers()).hasSize(metrics.size());
            assertThat(scan.statements()).hasSizeBetween(2, 24).allSatisfy(statement -> {
                assertThat(statement.sql("")).hasSizeLessThan(120_000);
                assertThat(statement.layout().outputs()).hasSizeLessThanOrEqualTo(200);
            });
        }
    }

    @Test
    void asksOneStatementForCountsAndDistinctCountsOfFiftyKinds() {
        FusedScan scan = new Fusion(PlannerDialect.POSTGRESQL, new Columns(), AS_OF).fuse(EVENTS, kinds(50));

        assertThat(scan.answers()).hasSize(300);
        assertThat(scan.statements()).hasSize(1);
    }

    @Test
    void takesTwoSpellingsOfOneNumberForOneValue() {
        Predicate.OneOf one = new Predicate.OneOf("price", List.of("1.5"));
        Predicate.OneOf same = new Predicate.OneOf("price", List.of("1.50"));

        LiteralDimension literals = LiteralDimension.of(
                        "price", SqlType.of(Kind.NUMERIC), List.of(one, same), false, false)
                .orElseThrow();

        assertThat(literals.cells()).isEqualTo(1);
        assertThat(List.of(one, same)).allMatch(literals::decides);
    }

    @Test
    void doesNotTrustLiteralsToDifferWhereTheTypeIsNotKnown() {
        Predicate.OneOf some = new Predicate.OneOf("day", List.of("'2026-11-1'", "'2026-11-01'"));

        assertThat(LiteralDimension.of("day", SqlType.of(Kind.OTHER), List.of(some), true, false))
                .isEmpty();
    }

    @Test
    void runsAMetricWithAQuestionMarkAsWritten() {
        FusedScan scan = new Fusion(PlannerDialect.POSTGRESQL, new Columns(), AS_OF)
                .fuse(EVENTS, List.of(metricQuery("a", ROWS, other("data ? 'key'"))));

        assertThat(scan.notFused()).extracting(NotShared::why).containsExactly("has a question mark");
        assertThat(scan.statements()).isEmpty();
    }

    /**
     * A stored value is reused only for the same question; incremental state is reused for any question that needs it.
     */
    @Test
    void namesTheScanByWhatIsComputedAndWhatIsKeptByWhatIsCounted() {
        SharedScan plain = shared(metricQuery("a", new Aggregate(AggregateFunction.SUM, "weight")));
        SharedScan wrapped = shared(wrapped("a", "coalesce(sum(weight), 0)", ValueType.NUMBER));

        assertThat(wrapped.fused().statements()).isEqualTo(plain.fused().statements());
        assertThat(wrapped.id()).isNotEqualTo(plain.id());
        assertThat(wrapped.incrementalId()).isEqualTo(plain.incrementalId());
    }

    private static SharedScan shared(MetricQuery query) {
        TableFacts table =
                new TableFacts("events", TableFacts.Kind.TABLE, 1_000_000, 0, false, List.of(), true, Set.of(), false);
        return new SharedScan(
                "main",
                new Fusion(PlannerDialect.POSTGRESQL, new Columns(), AS_OF).fuse(EVENTS, List.of(query)),
                table,
                new RangeChoice(new RangeKey.Whole(), "a test"),
                new IncrementalMode.NotAsked(),
                Map.of(query.metric(), new WrittenScan("main", "select 1", List.of(), List.of(query.metric()))),
                List.of(query),
                List.of());
    }

    private static String describe(FusedScan scan) {
        StringBuilder text = new StringBuilder();
        for (FusedStatement statement : scan.statements()) {
            text.append(statement.sql("<range>")).append('\n');
            text.append("  parameters ")
                    .append(statement.parameters().stream()
                            .map(Parameter::literal)
                            .toList())
                    .append('\n');
            statement
                    .layout()
                    .texts()
                    .ifPresent(texts -> text.append("  ").append(texts).append('\n'));
            statement
                    .layout()
                    .outputs()
                    .forEach(output -> text.append("  ").append(output).append('\n'));
        }
        scan.answers()
                .forEach((metric, answer) -> text.append(metric.keyPath())
                        .append(' ')
                        .append(answer.parts().stream()
                                .map(FusionStatementsTest::describe)
                                .collect(Collectors.joining("; ")))
                        .append(answer.keyed() ? " by key" : "")
                        .append(
                                answer.finalExpression().equals(FinalExpression.NOTHING)
                                        ? ""
                                        : " finish " + answer.finalExpression())
                        .append('\n'));
        scan.notFused()
                .forEach(one -> text.append(one.metric().keyPath())
                        .append(" not fused: ")
                        .append(one.why())
                        .append('\n'));
        return text.toString();
    }

    private static String describe(FusedAnswer.Part part) {
        return part.function() + " accumulators " + part.accumulators().get(0)
                + (part.accumulators().size() == 1
                        ? ""
                        : " counts " + part.accumulators().get(1))
                + part.division().map(one -> " " + one).orElse("");
    }

    private static List<MetricQuery> kinds(int count) {
        List<MetricQuery> metrics = new ArrayList<>();
        for (int kind = 0; kind < count; kind++) {
            for (TimeFrame frame : FRAMES) {
                metrics.add(metricQuery("rows" + kind + frame.suffix(), ROWS, frame, CREATED, kind(kind)));
                metrics.add(metricQuery("users" + kind + frame.suffix(), USERS, frame, CREATED, kind(kind)));
            }
        }
        return metrics;
    }

    /** Four labels, two of them always together, and all rows. */
    private static List<MetricQuery> labels() {
        List<MetricQuery> metrics = new ArrayList<>();
        for (TimeFrame frame : FRAMES) {
            metrics.add(metricQuery("all" + frame.suffix(), ROWS, frame, CREATED));
            metrics.add(metricQuery("bugs" + frame.suffix(), ROWS, frame, CREATED, oneOf("label", "'bug'")));
            metrics.add(metricQuery(
                    "users" + frame.suffix(), USERS, frame, CREATED, oneOf("label", "'don''t know'", "''")));
            metrics.add(metricQuery("done" + frame.suffix(), ROWS, frame, CREATED, oneOf("label", "'done'")));
        }
        return metrics;
    }

    private static List<MetricQuery> independent(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> metricQuery("c" + i, ROWS, other("weight % " + (i + 2) + " = 0")))
                .toList();
    }

    /** Together they have 2^count cells, which nobody may write down. */
    private static List<MetricQuery> windows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> metricQuery(
                        "w" + i, ROWS, TimeFrame.DAYS_7, new WindowColumn("at_" + i, TimestampUnit.TIMESTAMP)))
                .toList();
    }

    private static Predicate kind(int number) {
        return oneOf("kind", "'kind_" + number + "'");
    }

    private static Predicate oneOf(String expression, String... literals) {
        return new Predicate.OneOf(expression, List.of(literals));
    }

    private static Predicate other(String sql) {
        return new Predicate.Other(sql);
    }

    private static MetricQuery metricQuery(String name, Aggregate aggregate, Predicate... predicates) {
        return metricQuery(name, aggregate, TimeFrame.ALL, CREATED, predicates);
    }

    private static MetricQuery metricQuery(
            String name, Aggregate aggregate, TimeFrame frame, WindowColumn column, Predicate... predicates) {
        return new MetricQuery(
                new PlannedMetric(new KeyPath("m." + name), frame, ValueType.NUMBER, "any"),
                List.of(new AggregateQuery(
                        EVENTS,
                        List.of(predicates),
                        aggregate,
                        Optional.empty(),
                        aggregate.argument().contains("/")
                                ? Map.of(aggregate.argument(), List.of(new Operation("/", List.of("weight"))))
                                : Map.of(),
                        false)),
                OuterExpression.NOTHING,
                frame.isWindow() ? Optional.of(column) : Optional.empty());
    }

    private static MetricQuery wrapped(String name, String value, ValueType type) {
        try {
            SelectAnalysis.Understood understood = (SelectAnalysis.Understood)
                    SelectAnalyzer.read(MetricSelect.parse("select " + value + " from events"), Optional.empty());
            return new MetricQuery(
                    new PlannedMetric(new KeyPath("m." + name), TimeFrame.ALL, type, "any"),
                    understood.aggregates(),
                    understood.outer(),
                    Optional.empty());
        } catch (InvalidSelectException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MetricQuery grouped(String name, Aggregate aggregate, String key, TimeFrame frame) {
        return new MetricQuery(
                new PlannedMetric(new KeyPath("m." + name), frame, ValueType.OBJECT, "any"),
                List.of(new AggregateQuery(EVENTS, List.of(), aggregate, Optional.of(key))),
                OuterExpression.NOTHING,
                frame.isWindow() ? Optional.of(CREATED) : Optional.empty());
    }
}
