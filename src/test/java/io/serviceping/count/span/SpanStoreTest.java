package io.serviceping.count.span;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.Counting;
import io.serviceping.count.CountingStore;
import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.state.StateDatabase;
import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpanStoreTest {
    private static final Instant ANY = Instant.parse("2026-11-16T00:00:00Z");
    private static final UUID PING = UUID.randomUUID();
    private static final String SCAN = "scan";

    private static Chunk chunk(int number) {
        return new Chunk(number, "5 9 1", "[]", new byte[0], List.of(), Duration.ofMillis(3));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void storesNothingOfAWalkThatWasBegunAgainSince(TestDatabase kind) throws Exception {
        TestDatabase.Url url = kind.create();
        try (StateDatabase state = StateDatabase.open(new JdbcAddress(url.jdbc(), url.username(), url.password()), 2)) {
            new CountingStore(state.dataSource())
                    .begin(new Counting(PING, UUID.randomUUID(), "2026-W46", ANY, ANY, "manual"));
            SpanStore store = new SpanStore(state.dataSource(), TestSeal.any());
            ResumeKey start = new ResumeKey.Numbers(0, 9, 0);
            store.begin(PING, SCAN, List.of(start, start));
            SpanProgress before = store.beginAgain(PING, SCAN, 0);
            SpanProgress beside = store.walk(PING, SCAN, 1);
            assertThat(store.append(PING, SCAN, before, chunk(0))).isTrue();

            SpanProgress after = store.beginAgain(PING, SCAN, 0);

            assertThat(after.chunks()).isEmpty();
            assertThat(store.append(PING, SCAN, before, chunk(1))).isFalse();
            assertThat(store.append(PING, SCAN, after, chunk(0))).isTrue();
            assertThat(store.append(PING, SCAN, beside, chunk(0))).isTrue();
            assertThat(store.walk(PING, SCAN, 0).chunks()).hasSize(1);
            store.forget(PING, SCAN);
            assertThat(store.append(PING, SCAN, after, chunk(1))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void storesGroupsAndSetsThatAreLargerThanAMegabyte(TestDatabase kind) throws Exception {
        TestDatabase.Url url = kind.create();
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        Chunk chunk = new Chunk(
                0,
                "5 9 1",
                "[]",
                large,
                List.of(new Chunk.SetDelta(new AccumulatorKey(1, "a"), large)),
                Duration.ofMillis(3));
        try (StateDatabase state = StateDatabase.open(new JdbcAddress(url.jdbc(), url.username(), url.password()), 2)) {
            new CountingStore(state.dataSource())
                    .begin(new Counting(PING, UUID.randomUUID(), "2026-W46", ANY, ANY, "manual"));
            SpanStore store = new SpanStore(state.dataSource(), TestSeal.any());
            store.begin(PING, SCAN, List.of(new ResumeKey.Numbers(0, 9, 0)));

            assertThat(store.append(PING, SCAN, store.walk(PING, SCAN, 0), chunk))
                    .isTrue();

            Chunk stored = store.walk(PING, SCAN, 0).chunks().get(0);
            assertThat(stored.groups()).isEqualTo(large);
            assertThat(stored.sets().get(0).bytes()).isEqualTo(large);
        }
    }
}
