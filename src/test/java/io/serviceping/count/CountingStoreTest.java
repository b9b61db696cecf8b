package io.serviceping.count;

import static io.serviceping.definition.ValueType.NUMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.state.StateDatabase;
import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class CountingStoreTest {
    private static final UUID INSTANCE = UUID.fromString("7a1c9f0e-8d44-4b53-a1f4-1f4d6a9b3c10");
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(12);
    private static final WrittenScan SCAN = CountingFixture.scan(NUMBER, "select 1");
    private static final PlannedMetric METRIC = SCAN.answers().get(0);

    @ParameterizedTest
    @EnumSource
    void beginsAPeriodOnce(TestDatabase database) throws Exception {
        try (StateDatabase state = open(database)) {
            CountingStore store = new CountingStore(state.dataSource());
            Counting first = counting("2026-W46");
            Counting second =
                    new Counting(UUID.randomUUID(), INSTANCE, "2026-W46", AS_OF, AS_OF.plusSeconds(1), "manual");

            assertThat(store.find(INSTANCE, "2026-W46")).isEmpty();
            assertThat(store.begin(first)).isEqualTo(first);
            assertThat(store.begin(second)).isEqualTo(first);
            assertThat(store.find(INSTANCE, "2026-W46")).contains(first);
            assertThat(store.find(INSTANCE, "2026-W47")).isEmpty();
            assertThat(store.find(UUID.randomUUID(), "2026-W46")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesBackEveryKindOfOutcome(TestDatabase database) throws Exception {
        Map<String, MetricValue> groups = new LinkedHashMap<>();
        groups.put("z", new MetricValue.Text("ü😀"));
        groups.put("a", new MetricValue.Null());
        List<Outcome> outcomes = List.of(
                CountingFixture.counted(Long.MAX_VALUE),
                new Outcome.Counted(new MetricValue.Null()),
                new Outcome.Counted(new MetricValue.Truth(false)),
                new Outcome.Counted(new MetricValue.Text("x".repeat(1_000))),
                new Outcome.Counted(new MetricValue.Grouped(groups)),
                new Outcome.Counted(
                        new MetricValue.Grouped(groups, Optional.of(new MetricValue.Cut(1, 7, Optional.of("a"))))),
                new Outcome.Counted(
                        new MetricValue.Grouped(groups, Optional.of(new MetricValue.Cut(2, 7, Optional.empty())))),
                new Outcome.Unavailable(Outcome.Why.TIMEOUT, "slow", "the text\nof the database"),
                new Outcome.Unavailable(Outcome.Why.ERROR, "bad", null),
                new Outcome.Unavailable(Outcome.Why.EXCLUDED, "off", null));
        try (StateDatabase state = open(database)) {
            CountingStore store = new CountingStore(state.dataSource());
            UUID ping = store.begin(counting("2026-W46")).pingId();

            for (Outcome outcome : outcomes) {
                MetricResult result = new MetricResult(METRIC, outcome, TOOK);
                store.record(ping, SCAN, List.of(result));

                assertThat(store.results(ping, List.of(SCAN))).containsExactly(result);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheResultsOfTheVerySameScanOnly(TestDatabase database) throws Exception {
        WrittenScan changed = CountingFixture.scan(NUMBER, "select 2");
        try (StateDatabase state = open(database)) {
            CountingStore store = new CountingStore(state.dataSource());
            UUID ping = store.begin(counting("2026-W46")).pingId();
            UUID other = store.begin(counting("2026-W47")).pingId();
            store.record(ping, SCAN, List.of(result(1)));

            assertThat(store.recordedScans(ping)).containsExactly(SCAN.id());
            assertThat(store.results(ping, List.of(changed))).isEmpty();
            assertThat(store.results(ping, List.of())).isEmpty();
            assertThat(store.recordedScans(other)).isEmpty();
            assertThat(store.results(other, List.of(SCAN))).isEmpty();

            store.record(ping, changed, List.of(result(2)));

            assertThat(store.recordedScans(ping)).containsExactly(changed.id());
            assertThat(store.results(ping, List.of(SCAN, changed))).containsExactly(result(2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void cutsWhatTheDatabaseSaidAtALengthThatFits(TestDatabase database) throws Exception {
        String detail = "x" + "😀".repeat(2_000) + "\u0000";
        try (StateDatabase state = open(database)) {
            CountingStore store = new CountingStore(state.dataSource());
            UUID ping = store.begin(counting("2026-W46")).pingId();
            Outcome outcome = new Outcome.Unavailable(Outcome.Why.ERROR, "y".repeat(300), detail);
            store.record(ping, SCAN, List.of(new MetricResult(METRIC, outcome, TOOK)));

            assertThat(store.results(ping, List.of(SCAN)))
                    .singleElement()
                    .extracting(MetricResult::outcome)
                    .isEqualTo(new Outcome.Unavailable(Outcome.Why.ERROR, "y".repeat(200), "x" + "😀".repeat(999)));

            Outcome withNul = new Outcome.Unavailable(Outcome.Why.ERROR, "bad", "a\u0000b");
            store.record(ping, SCAN, List.of(new MetricResult(METRIC, withNul, TOOK)));

            assertThat(store.results(ping, List.of(SCAN)))
                    .singleElement()
                    .extracting(MetricResult::outcome)
                    .isEqualTo(new Outcome.Unavailable(Outcome.Why.ERROR, "bad", "a\uFFFDb"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void joinsTheTransactionOfTheCaller(TestDatabase database) throws Exception {
        try (StateDatabase state = open(database)) {
            CountingStore store = new CountingStore(state.dataSource());
            UUID ping = store.begin(counting("2026-W46")).pingId();
            store.record(ping, SCAN, List.of(result(1)));
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(state.dataSource()));

            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                        store.record(ping, SCAN, List.of(result(2)));
                        store.begin(counting("2026-W47"));
                        assertThat(store.results(ping, List.of(SCAN))).containsExactly(result(2));
                        throw new IllegalStateException("roll back");
                    }))
                    .hasMessage("roll back");

            assertThat(store.results(ping, List.of(SCAN))).containsExactly(result(1));
            assertThat(store.find(INSTANCE, "2026-W47")).isEmpty();
        }
    }

    private static StateDatabase open(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        return StateDatabase.open(new JdbcAddress(url.jdbc(), url.username(), url.password()), 2);
    }

    private static Counting counting(String period) {
        return new Counting(
                UUID.randomUUID(), INSTANCE, period, AS_OF, Instant.parse("2026-11-16T06:00:00.123456Z"), "scheduled");
    }

    private static MetricResult result(long value) {
        return new MetricResult(METRIC, CountingFixture.counted(value), TOOK);
    }
}
