package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.DefinitionSources;
import io.serviceping.event.EventDefinitions;
import io.serviceping.event.EventFiles;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.Definitions;
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

    private final Random random = new Random(Soak.seed());
    private final List<Call> calls = new ArrayList<>();
    private final List<Map<String, List<String>>> properties = new ArrayList<>();
    private final Map<String, Question> questions = new TreeMap<>();

    @TempDir
    private Path home;

    private record Call(Instant at, int event, Map<String, String> words, long sum, long user) {}

    /** A metric; {@code by} is empty for one value. */
    private record Question(String value, Set<Integer> events, Map<String, Set<String>> where, String by) {
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
        define();
        ask();
        call(url);
        Map<String, Object> expected = new TreeMap<>();
        Map<String, Object> counted = new TreeMap<>();
        try (ApplicationDatabases databases = new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())),
                new CountLimits(LONG, LONG, 1, 1))) {
            WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);
            for (WrittenScan scan :
                    CountingFixture.planned(Definitions.of(home).all(), AS_OF).scans()) {
                PlannedMetric metric = scan.answers().get(0);
                Question question = questions.get(metric.keyPath().value().replaceAll("_(weekly|monthly)$", ""));
                if (question != null) {
                    String name = metric.keyPath() + " " + question;
                    expected.put(name, question.answer(within(metric)));
                    counted.put(name, value(counter.count(scan).get(0).outcome()));
                }
            }
        }
        assertThat(counted).as(Soak.option(Soak.seed())).isEqualTo(expected).hasSizeGreaterThan(METRICS);
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
            questions.put(
                    "m." + (char) ('a' + number / 26) + (char) ('a' + number % 26),
                    new Question(value, events, where, by));
        }
        for (Map.Entry<String, Question> entry : questions.entrySet()) {
            Question question = entry.getValue();
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
                    question.by().isEmpty() ? "number" : "object",
                    question.value().startsWith("unique") ? "[28d, 7d]" : "[all, 28d, 7d]",
                    question.events().stream().map(event -> "event_" + event).toList(),
                    question.value(),
                    question.where().toString().replace("=", ": "),
                    question.by().isEmpty() ? "" : "  by: " + question.by()));
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
        long user = random.nextInt(50);
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
        assertThat(outcome).isInstanceOf(Outcome.Counted.class);
        MetricValue value = ((Outcome.Counted) outcome).value();
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
