package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.DefinitionSources;
import io.serviceping.event.EventDefinitions;
import io.serviceping.event.EventFiles;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From definitions of events over calls in the application to the values of metrics: each is what a plain list of the
 * calls says. Days, restarts, values and metrics are random; calls: {@code -Dservice-ping.calls}; seed: {@link Soak#seed}.
 */
class EventValuesTest {
    private static final Instant AS_OF = Instant.parse("2026-04-06T00:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int EVENTS = 4;
    private static final int METRICS = 60;
    private static final List<String> WORDS = List.of("a", "b", "c", "d", "e");
    private static final List<String> NAMES = List.of("format", "source");
    private static final int DECIMALS = 6;
    private static final String NOTHING = "NULL";
    private static final Outcome NOT_SHARED = new Outcome.Unavailable(
            Outcome.Why.ERROR, "runs as written, and only a shared scan adds sketches to rows", null);
    private static final int USERS = 400;
    /** Sets with more members are sketches. */
    private static final int MOST_MEMBERS = 10;
    /** Six standard errors, and the six collisions that a small set practically never has. */
    private static final Comparator<BigDecimal> NEARLY = (found, expected) ->
            Math.abs(found.doubleValue() - expected.doubleValue()) <= 6 + 6 * 0.008125 * expected.doubleValue() ? 0 : 1;

    private final Random random = new Random(Soak.seed());
    private final int bound = 1 + random.nextInt(MOST_MEMBERS);
    private final List<Call> calls = new ArrayList<>();
    private final List<Map<String, List<String>>> properties = new ArrayList<>();
    private final Map<String, EventQuery> queries = new TreeMap<>();

    @TempDir
    private Path home;

    private record Call(Instant at, int event, Map<String, String> words, long sum, long user) {}

    /** A metric; {@code by} is empty for one value. */
    private record EventQuery(String value, Set<Integer> events, Map<String, Set<String>> where, String by) {
        Object answer(Stream<Call> calls) {
            List<Call> counted = calls.filter(call -> events.contains(call.event()))
                    .filter(call -> where.entrySet().stream()
                            .allMatch(
                                    one -> one.getValue().contains(call.words().get(one.getKey()))))
                    .toList();
            return by.isEmpty()
                    ? number(counted)
                    : counted.stream()
                            .collect(Collectors.groupingBy(
                                    call -> Objects.requireNonNull(call.words().get(by)),
                                    TreeMap::new,
                                    Collectors.collectingAndThen(Collectors.toList(), this::number)));
        }

        private Object number(List<Call> counted) {
            BigDecimal sum =
                    BigDecimal.valueOf(counted.stream().mapToLong(Call::sum).sum());
            return switch (value) {
                case "total" -> scaled(BigDecimal.valueOf(counted.size()));
                case "sum bytes" -> scaled(sum);
                case "average bytes" ->
                    counted.isEmpty()
                            ? NOTHING
                            : sum.divide(BigDecimal.valueOf(counted.size()), DECIMALS, RoundingMode.HALF_UP);
                default ->
                    scaled(BigDecimal.valueOf(
                            counted.stream().mapToLong(Call::user).distinct().count()));
            };
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void areThoseOfTheCalls(TestDatabase kind) throws Exception {
        TestDatabase.Url url = kind.create();
        byte[] key = new byte[16];
        random.nextBytes(key);
        Files.write(home.resolve("member-key"), key);
        define();
        ask();
        call(url);
        Map<PlannedMetric, Outcome> shared;
        Map<PlannedMetric, Outcome> written;
        try (CountedMetrics metrics = new CountedMetrics(home, AS_OF, url)) {
            shared = metrics.shared(random.nextBoolean(), random);
            written = metrics.written();
        }
        int counted = 0;
        int estimated = 0;
        for (Map.Entry<PlannedMetric, Outcome> one : shared.entrySet()) {
            PlannedMetric metric = one.getKey();
            EventQuery query = queries.get(metric.keyPath().value().replaceAll("_(weekly|monthly)$", ""));
            if (query != null) {
                boolean isEstimate = one.getValue() instanceof Outcome.Estimated;
                Object expected = query.answer(within(metric));
                assertThat(value(one.getValue()))
                        .as("%s %s, a bound of %s, %s", metric.keyPath(), query, bound, Soak.option(Soak.seed()))
                        .usingRecursiveComparison()
                        .withComparatorForType(isEstimate ? NEARLY : Comparator.naturalOrder(), BigDecimal.class)
                        .isEqualTo(expected);
                Outcome alone = Objects.requireNonNull(written.get(metric));
                assertThat(isEstimate ? alone : value(alone)).isEqualTo(isEstimate ? NOT_SHARED : expected);
                counted++;
                estimated += isEstimate ? 1 : 0;
            }
        }
        assertThat(counted).isGreaterThan(METRICS);
        assertThat(estimated).as(Soak.option(Soak.seed())).isBetween(1, counted - 1);
    }

    /** Every event has both properties, with values, rooms and an order of its own. */
    private void define() throws IOException {
        for (int event = 1; event <= EVENTS; event++) {
            Map<String, List<String>> own = new LinkedHashMap<>();
            List<String> order = random.nextBoolean() ? NAMES : List.of("source", "format");
            StringBuilder text = new StringBuilder("properties:\n");
            for (String name : order) {
                List<String> values = WORDS.subList(0, 2 + random.nextInt(3));
                own.put(name, values);
                text.append("  %s: { description: P., values: %s, room: %d }%n"
                        .formatted(name, values, values.size() + 1 + random.nextInt(5)));
            }
            properties.add(own);
            EventFiles.write(home, event + ".yml", EventFiles.lean("event_" + event, event, text + """
                    identifiers: { user: { by: [format] } }
                    union: all
                    sum: { bytes: { description: S., max: 1000 } }
                    """));
        }
    }

    private void ask() throws IOException {
        List<String> values = List.of("total", "sum bytes", "average bytes", "unique user");
        for (int number = 0; number < METRICS; number++) {
            String value = values.get(random.nextInt(values.size()));
            boolean unique = value.startsWith("unique");
            Set<Integer> events = IntStream.rangeClosed(1, EVENTS)
                    .filter(event -> random.nextInt(3) == 0)
                    .boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
            events.add(1 + random.nextInt(EVENTS));
            Map<String, Set<String>> where = new TreeMap<>();
            for (String name : unique ? List.of("format") : NAMES) {
                if (random.nextBoolean()) {
                    where.put(name, new TreeSet<>(List.of("other", WORDS.get(random.nextInt(2)))));
                }
            }
            String by = value.startsWith("average") || random.nextBoolean()
                    ? ""
                    : unique ? "format" : NAMES.get(random.nextInt(2));
            queries.put(
                    "m." + (char) ('a' + number / 26) + (char) ('a' + number % 26),
                    new EventQuery(value, events, where, by));
        }
        for (Map.Entry<String, EventQuery> entry : queries.entrySet()) {
            EventQuery query = entry.getValue();
            Path file = home.resolve("config/metrics/" + entry.getKey() + ".yml");
            Files.createDirectories(file.getParent());
            Files.writeString(file, """
                    key_path: %s
                    description: A metric.
                    product_group: any
                    value_type: %s
                    status: active
                    milestone: "1.0"
                    time_frame: %s
                    event:
                      names: %s
                      value: %s
                      where: %s
                    %s
                    """.formatted(
                    entry.getKey(),
                    query.by().isEmpty() ? "number" : "object",
                    query.value().startsWith("unique") ? "[28d, 7d]" : "[all, 28d, 7d]",
                    query.events().stream().map(event -> "event_" + event).toList(),
                    query.value(),
                    query.where().toString().replace("=", ": "),
                    query.by().isEmpty() ? "" : "  by: " + query.by()));
        }
    }

    /** Seven weeks of calls, the last in the week after the period. */
    private void call(TestDatabase.Url url) {
        EventCatalogue catalogue = EventCatalogue.parse(EventDefinitions.read(
                        new DefinitionSources(home, home, home, Set.of("main")), home.resolve("config/events"), "1.0")
                .catalogue());
        Instant[] now = {AS_OF.minus(Duration.ofDays(46))};
        EventTracker tracker = tracker(catalogue, url, now);
        int all = Soak.of("service-ping.calls", 1_500, 50_000);
        for (int number = 0; number < all; number++) {
            one(tracker, now[0]);
            if (random.nextInt(all / 60) == 0) {
                assertThat(tracker.flush(LONG)).isTrue();
                now[0] = now[0].plus(Duration.ofMinutes(random.nextInt(24 * 60)));
            }
            if (random.nextInt(all / 10) == 0) {
                tracker.close();
                tracker = tracker(catalogue, url, now);
            }
        }
        tracker.close();
    }

    private void one(EventTracker tracker, Instant now) {
        int event = 1 + random.nextInt(EVENTS);
        List<String> values = new ArrayList<>();
        Map<String, String> words = new TreeMap<>();
        properties.get(event - 1).forEach((name, known) -> {
            String word = WORDS.get(random.nextInt(WORDS.size()));
            values.add(word);
            words.put(name, known.contains(word) ? word : "other");
        });
        long sum = random.nextInt(1_000);
        long user = random.nextInt(USERS);
        tracker.counter(event).addValues(sum, Who.user(user), values.toArray(String[]::new));
        calls.add(new Call(now, event, words, sum, user));
    }

    private EventTracker tracker(EventCatalogue catalogue, TestDatabase.Url url, Instant[] now) {
        TrackerBuilder builder = new TrackerBuilder(catalogue);
        builder.environment(Map.of());
        builder.dataSource(url.dataSource());
        builder.spool(home.resolve("spool"));
        builder.clock(() -> now[0]);
        builder.createSchema(true);
        builder.membersPerSet(bound);
        builder.memberKey(home.resolve("member-key"));
        builder.flushEvery(Duration.ofDays(1));
        return builder.start();
    }

    private Stream<Call> within(PlannedMetric metric) {
        Instant begin = AS_OF.minus(Duration.ofDays(metric.timeFrame().days()));
        return calls.stream()
                .filter(call -> !metric.timeFrame().isWindow()
                        || (!call.at().isBefore(begin) && call.at().isBefore(AS_OF)));
    }

    private static Object value(Outcome outcome) {
        MetricValue value = outcome instanceof Outcome.Estimated estimated
                ? estimated.value()
                : ((Outcome.Counted) outcome).value();
        if (value instanceof MetricValue.Grouped groups) {
            Map<String, Object> sorted = new TreeMap<>();
            groups.values().forEach((key, one) -> sorted.put(key, scaled(((MetricValue.Numeric) one).value())));
            return sorted;
        }
        return value instanceof MetricValue.Numeric number ? scaled(number.value()) : NOTHING;
    }

    private static BigDecimal scaled(BigDecimal number) {
        return number.setScale(DECIMALS, RoundingMode.HALF_UP);
    }
}
