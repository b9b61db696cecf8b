package io.serviceping.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerStoreTest {
    private static BreakerStore breakers(TestOutbox test, String url) {
        return new BreakerStore(test.dataSource, test.transactions, url, 3, test.clock);
    }

    private static void fail(BreakerStore breakers, int runs) {
        for (int run = 0; run < runs; run++) {
            assertThat(breakers.failed(breakers.read())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void opensAfterThreeFailedRunsInARow(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        BreakerStore breakers = breakers(test, "https://a.example/");

        assertThat(breakers.read()).isEqualTo(new Breaker.Closed(0));
        fail(breakers, 2);
        assertThat(breakers.read()).isEqualTo(new Breaker.Closed(2));
        fail(breakers, 1);

        var now = ColumnValues.exact(test.clock.instant());
        assertThat(breakers.read()).isEqualTo(new Breaker.Open(3, now, now.plus(BreakerStore.BETWEEN_PROBES)));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsWhenItOpenedThroughFurtherFailures(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        BreakerStore breakers = breakers(test, "https://a.example/");
        fail(breakers, 3);
        var since = ColumnValues.exact(test.clock.instant());
        test.clock.advance(Duration.ofDays(1));

        fail(breakers, 1);

        assertThat(breakers.read())
                .isEqualTo(new Breaker.Open(
                        4, since, ColumnValues.exact(test.clock.instant()).plus(BreakerStore.BETWEEN_PROBES)));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void grantsOneProbeADayToOneProcess(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        BreakerStore breakers = breakers(test, "https://a.example/");
        fail(breakers, 3);
        test.clock.advance(BreakerStore.BETWEEN_PROBES);
        Breaker.Open seen = (Breaker.Open) breakers.read();

        assertThat(seen.isProbeDue(test.clock.instant())).isTrue();
        assertThat(breakers.claimProbe(seen)).isTrue();
        assertThat(breakers.claimProbe(seen)).isFalse();
        assertThat(((Breaker.Open) breakers.read()).isProbeDue(test.clock.instant()))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void closesAtASuccess(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        BreakerStore breakers = breakers(test, "https://a.example/");
        fail(breakers, 4);

        assertThat(breakers.succeeded()).isTrue();
        assertThat(breakers.succeeded()).isFalse();
        assertThat(breakers.read()).isEqualTo(new Breaker.Closed(0));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsAFailureOnceWhenTwoSawTheSame(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        BreakerStore breakers = breakers(test, "https://a.example/");
        Breaker none = breakers.read();
        assertThat(breakers.failed(none)).isTrue();
        assertThat(breakers.failed(none)).isFalse();
        Breaker one = breakers.read();
        assertThat(breakers.failed(one)).isTrue();
        assertThat(breakers.failed(one)).isFalse();
        assertThat(breakers.read().failedRuns()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void knowsAnEndpointByItsUrlAndStoresOnlyItsHash(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        fail(breakers(test, "https://a.example/?key=s3cret"), 3);

        assertThat(breakers(test, "https://b.example/").read()).isEqualTo(new Breaker.Closed(0));
        assertThat(org.springframework.jdbc.core.simple.JdbcClient.create(test.dataSource)
                        .sql("select endpoint from outbox_breaker")
                        .query(String.class)
                        .single())
                .matches("[0-9a-f]{64}");
    }
}
