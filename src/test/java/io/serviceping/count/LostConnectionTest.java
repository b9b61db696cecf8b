package io.serviceping.count;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.count.CountingFixture.counted;
import static io.serviceping.count.CountingFixture.scan;
import static io.serviceping.definition.ValueType.NUMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LostConnectionTest {
    private static final String OURS = " from pg_stat_activity where datname = current_database()"
            + " and application_name = 'service-ping' and pid <> pg_backend_pid()";

    @Test
    @Timeout(60)
    void asksAgainWhenTheServerEndsTheSessionInTheMiddle() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.POSTGRESQL)) {
            Future<List<MetricResult>> count =
                    thread.submit(() -> fixture.counter.count(scan(NUMBER, "select count(*) from t, pg_sleep(1)")));
            while (fixture.owner("select count(pg_terminate_backend(pid))" + OURS + " and wait_event = 'PgSleep'")
                    == 0) {
                assertThat(count.isDone()).isFalse();
            }

            assertThat(count.get().get(0).outcome()).isEqualTo(counted(3));
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void countsOnWhenAllSessionsWereEndedBetweenTwoMetrics() throws Exception {
        int parallelism = 4;
        ExecutorService threads = Executors.newFixedThreadPool(parallelism);
        try (CountingFixture fixture =
                CountingFixture.on(TestDatabase.POSTGRESQL, new CountLimits(LONG, LONG, parallelism, 1))) {
            // On a busy machine one statement can be over before another has begun, and then leaves it its session.
            while (fixture.owner("select count(*)" + OURS) < parallelism) {
                List<Future<List<MetricResult>>> counts = new ArrayList<>();
                for (int i = 0; i < parallelism; i++) {
                    counts.add(threads.submit(
                            () -> fixture.counter.count(scan(NUMBER, "select count(*) from t, pg_sleep(0.2)"))));
                }
                for (Future<List<MetricResult>> count : counts) {
                    count.get();
                }
            }
            assertThat(fixture.owner("select count(*)" + OURS)).isEqualTo(parallelism);
            fixture.owner("select count(pg_terminate_backend(pid))" + OURS);

            assertThat(fixture.outcome("select count(*) from t")).isEqualTo(counted(3));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void givesUpOnAMetricThatEndsItsOwnSessionEachTimeAndSparesTheRest() throws Exception {
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.POSTGRESQL)) {
            assertThat(fixture.outcome("select count(pg_terminate_backend(pg_backend_pid()))"))
                    .isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> {
                        assertThat(unavailable.why()).isEqualTo(Outcome.Why.ERROR);
                        assertThat(unavailable.reason()).isEqualTo("SQL state 57P01");
                    });
            assertThat(fixture.outcome("select count(*) from t")).isEqualTo(counted(3));
        }
    }
}
