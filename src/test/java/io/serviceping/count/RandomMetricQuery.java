package io.serviceping.count;

import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.aggregate.AggregateFunction;
import io.serviceping.plan.query.Aggregate;
import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.Operation;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WindowColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Random metrics over the table of {@link RandomFusedTable}. */
final class RandomMetricQuery {
    static final Source PLAIN = new Source("t", "t", "");
    static final Source JOINED = new Source("t a left join g on g.gid = a.i", "t", "a.");

    private static final Map<String, List<String>> LITERALS = Map.of(
            "s", RandomFusedTable.TEXTS.stream().map(RandomMetricQuery::quoted).toList(),
            "i", List.of("0", "1", "2", "3", "5", "02", "3.0", "-1", "7"),
            "n", List.of("1.5", "1.50", "2", "0", "-1.125", "99"),
            "f", List.of("true", "false", "TRUE"),
            "d", List.of("date '2026-11-09'", "date '2026-11-15'"),
            "lower(s)", List.of("'a'", "'kind_1'", "'b'", "'other'"));
    private static final List<String> CONDITIONS = List.of(
            "i > 3",
            "s is null",
            "s like 'a%'",
            "i not in (1, 2)",
            "(f or i > 2)",
            "not f",
            "n between 1 and 5.5",
            "100 / i > 20",
            "mod(7, i) = 1",
            "cast(s as integer) > 0",
            "(i <> 1 or s = 'a')",
            "f is not true",
            "ts is not null",
            "b > 9000000000000000000");
    private static final Map<String, List<Operation>> RISKS = Map.of(
            "100 / i", List.of(new Operation("/", List.of("i"))),
            "i * 2", List.of(new Operation("*", List.of("i"))),
            "n + b", List.of(new Operation("+", List.of("n", "b"))),
            "100 / i > 20", List.of(new Operation("/", List.of("i"))),
            "mod(7, i) = 1", List.of(new Operation("mod", List.of("i"))),
            "cast(s as integer) > 0", List.of(new Operation("cast integer", List.of("s"))));
    /** Conditions that raise an error for some rows, each with a condition that excludes these rows. */
    private static final Map<String, String> GUARDS =
            Map.of("100 / i > 20", "i <> 0", "mod(7, i) = 1", "i <> 0", "cast(s as integer) > 0", "s = '17'");

    private static final List<String> NUMBERS = List.of("i", "b", "n", "i * 2", "n + b", "case when f then i end", "x");
    private static final List<String> ANY = List.of("i", "b", "s", "f", "ts", "n");
    private static final List<String> TRUTHS =
            List.of("f", "not f", "i > 3", "f is not true", "n between 1 and 5.5", "(f or i > 2)", "100 / i > 20");
    private static final List<WindowColumn> WINDOWS = List.of(
            new WindowColumn("ts", TimestampUnit.TIMESTAMP),
            new WindowColumn("d", TimestampUnit.DATE),
            new WindowColumn("ms", TimestampUnit.EPOCH_MILLIS),
            new WindowColumn("ms / 1000", TimestampUnit.EPOCH_SECONDS));

    private final Random random;
    private final Source source;
    private int number;

    RandomMetricQuery(Random random, Source source) {
        this.random = random;
        this.source = source;
    }

    /** Metrics that have something in common, as those of one table do. */
    List<MetricQuery> set() {
        List<Predicate> pool = Stream.generate(this::predicate)
                .limit(1 + random.nextInt(12))
                .distinct()
                .toList();
        List<Predicate> common = random.nextInt(4) == 0 ? pool.subList(0, 1) : List.of();
        List<WindowColumn> windows =
                random.nextInt(3) == 0 ? WINDOWS : List.of(WINDOWS.get(random.nextInt(WINDOWS.size())));
        boolean windowed = random.nextInt(5) == 0;
        List<MetricQuery> metrics = new ArrayList<>();
        for (int left = 1 + random.nextInt(30); left > 0; left--) {
            Aggregate aggregate = aggregate();
            List<Predicate> predicates = new ArrayList<>(common);
            for (int more = random.nextInt(4); more > 0; more--) {
                predicates.add(pick(pool));
            }
            if (aggregate.argument().contains("/")) {
                predicates.add(new Predicate.Other("i <> 0"));
            }
            Optional<String> grouping = random.nextInt(4) == 0
                    ? Optional.of(pick(List.of("s", "i", "f", "b", "lower(s)")))
                    : Optional.empty();
            AggregateQuery query = query(predicates, aggregate, grouping);
            List<AggregateQuery> aggregates = new ArrayList<>(List.of(query));
            boolean wrapped = random.nextInt(3) == 0 && !aggregate.function().isTruth();
            for (int others = wrapped ? random.nextInt(3) : 0; others > 0; others--) {
                aggregates.add(beside(query, pool));
            }
            metrics.addAll(framed(aggregates, wrapped, pick(windows), windowed));
        }
        return metrics;
    }

    /** Another aggregate of the same SELECT, sometimes with a FILTER. */
    private AggregateQuery beside(AggregateQuery query, List<Predicate> pool) {
        List<Predicate> predicates = new ArrayList<>(query.predicates());
        Aggregate aggregate = number();
        if (query.grouping().isEmpty() && aggregate.argument().contains("/")) {
            predicates.add(new Predicate.Other("i <> 0"));
        } else if (query.grouping().isEmpty() && random.nextBoolean()) {
            predicates.add(pick(pool));
        } else if (aggregate.argument().contains("/")) {
            aggregate = new Aggregate(AggregateFunction.COUNT_ROWS, "");
        }
        return query(predicates, aggregate, query.grouping());
    }

    private AggregateQuery query(Collection<Predicate> predicates, Aggregate aggregate, Optional<String> grouping) {
        List<Predicate> all = new ArrayList<>(predicates);
        predicates.forEach(predicate -> Optional.ofNullable(GUARDS.get(predicate.sql()))
                .ifPresent(guard -> all.add(0, new Predicate.Other(guard))));
        Map<String, List<Operation>> risks = new HashMap<>();
        Stream.concat(Stream.of(aggregate.argument()), all.stream().map(Predicate::sql))
                .filter(RISKS::containsKey)
                .forEach(text -> risks.put(text, RISKS.getOrDefault(text, List.of())));
        return new AggregateQuery(
                source,
                all.stream()
                        .distinct()
                        .sorted(Comparator.comparing(Predicate::sql).reversed())
                        .toList(),
                aggregate,
                grouping,
                risks,
                false);
    }

    private List<MetricQuery> framed(
            List<AggregateQuery> aggregates, boolean wrapped, WindowColumn column, boolean windowed) {
        List<TimeFrame> frames = windowed
                ? List.of(pick(List.of(TimeFrame.DAYS_7, TimeFrame.DAYS_28)))
                : random.nextBoolean()
                        ? List.of(TimeFrame.ALL, TimeFrame.DAYS_28, TimeFrame.DAYS_7)
                        : List.of(pick(List.of(TimeFrame.ALL, TimeFrame.NONE, TimeFrame.DAYS_28, TimeFrame.DAYS_7)));
        OuterExpression outer =
                wrapped ? new RandomOuterExpression(random, aggregates).draw() : OuterExpression.NOTHING;
        boolean truth = RandomOuterExpression.isTest(outer)
                || (!wrapped && aggregates.get(0).aggregate().function().isTruth());
        ValueType single = truth ? ValueType.BOOLEAN : ValueType.NUMBER;
        ValueType type = aggregates.get(0).grouping().isPresent() ? ValueType.OBJECT : single;
        return frames.stream()
                .map(frame -> new MetricQuery(
                        new PlannedMetric(new KeyPath("m.n" + number++), frame, type, "any"),
                        aggregates,
                        outer,
                        frame.isWindow() ? Optional.of(column) : Optional.empty()))
                .toList();
    }

    /** An aggregate that arithmetic can stand around. */
    private Aggregate number() {
        return Stream.generate(this::aggregate)
                .filter(one -> !one.function().isTruth())
                .findFirst()
                .orElseThrow();
    }

    private Aggregate aggregate() {
        AggregateFunction function = pick(List.of(AggregateFunction.values()));
        if (function.input() == AggregateFunction.Input.ROWS) {
            return new Aggregate(function, "");
        } else if (function.calledAs().contains("count")) {
            return new Aggregate(function, pick(ANY));
        } else if (function.isTruth()) {
            return new Aggregate(function, pick(random.nextInt(8) == 0 ? ANY : TRUTHS));
        }
        return new Aggregate(function, random.nextInt(8) == 0 ? "100 / i" : pick(NUMBERS));
    }

    private Predicate predicate() {
        if (random.nextInt(3) == 0) {
            return new Predicate.Other(pick(CONDITIONS));
        }
        String expression = random.nextBoolean() ? "s" : pick(List.copyOf(new TreeSet<>(LITERALS.keySet())));
        List<String> all = LITERALS.getOrDefault(expression, List.of("0"));
        return new Predicate.OneOf(
                expression,
                Stream.generate(() -> pick(all))
                        .limit(1 + random.nextInt(3))
                        .distinct()
                        .sorted()
                        .toList());
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
