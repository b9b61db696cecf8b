package io.serviceping.count.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.count.span.SharedScanFixture;
import io.serviceping.count.span.SpanScanner;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatementPacingTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final CountLimits A_QUARTER = new CountLimits(LONG, LONG, 1, 0.25);
    private static final String[] METRICS = {
        "select count(*) from t", "select count(distinct i) from t", "select i, sum(b) from t group by i"
    };

    private static final Session NOT_ASKED = new UnaskedSession();

    private final List<Duration> rests = new ArrayList<>();

    /** A rest that takes some time, as a real one does, but not its whole duration. */
    private boolean rest(Duration duration) throws InterruptedException {
        rests.add(duration);
        Thread.sleep(2);
        return true;
    }

    @Test
    void doesNotTakeItsRestsForWork() throws Exception {
        StatementPacing pacing = new StatementPacing(A_QUARTER, Optional.empty(), this::rest);

        assertThat(pacing.work(NOT_ASKED, () -> "first")).isEqualTo("first");
        assertThat(pacing.work(NOT_ASKED, () -> "second")).isEqualTo("second");

        assertThat(rests).hasSize(2);
        assertThat(sum(rests)).isEqualTo(pacing.worked().multipliedBy(3)).isPositive();
    }

    @Test
    void doesNotTakeAWaitForItsTurnForWork() throws Exception {
        List<Optional<String>> looks = new ArrayList<>(List.of(Optional.of("busy"), Optional.of("busy")));
        Throttle throttle = new Throttle(
                "main",
                session -> looks.isEmpty() ? Optional.empty() : looks.remove(0),
                ThrottleListener.NONE,
                System::nanoTime);
        List<Long> ends = new ArrayList<>();
        Sleeper pause = duration -> {
            long begun = System.nanoTime();
            rest(duration);
            ends.add(duration.equals(Duration.ofSeconds(1)) ? System.nanoTime() : begun);
            return true;
        };
        StatementPacing pacing = new StatementPacing(A_QUARTER, Optional.of(throttle), pause);

        pacing.work(NOT_ASKED, () -> "work");

        assertThat(rests.subList(0, 2)).containsOnly(Duration.ofSeconds(1));
        assertThat(rests.subList(2, rests.size()))
                .containsExactly(pacing.worked().multipliedBy(3));
        assertThat(pacing.worked())
                .as("from the end of the second wait to the beginning of the rest")
                .isLessThanOrEqualTo(Duration.ofNanos(ends.get(2) - ends.get(1)));
    }

    @Test
    void restsAfterAFailureToo() throws Exception {
        StatementPacing pacing = new StatementPacing(A_QUARTER, Optional.empty(), this::rest);

        assertThatThrownBy(() -> pacing.work(NOT_ASKED, () -> {
                    throw new SQLException("too slow");
                }))
                .hasMessage("too slow");

        assertThat(rests).containsExactly(pacing.worked().multipliedBy(3));
    }

    /** A rest, and how many ranges were stored when it began. */
    private record Rest(int ranges, Duration duration) {}

    @ParameterizedTest
    @EnumSource
    void restsAfterEachStatementOfARangeAndAfterEachLookUpAndPacesByTheStatementsAlone(TestDatabase kind)
            throws Exception {
        TestDatabase.Url url = kind.create()
                .execute(
                        "create table t (id bigint primary key, i int, b bigint)",
                        "insert into t select n, mod(n, 7), n from "
                                + (kind == TestDatabase.H2
                                        ? "(select x as n from system_range(1, 40)) r"
                                        : "(select n from generate_series(1, 40) n) r"));
        AtomicReference<SharedScanFixture> walked = new AtomicReference<>();
        List<Rest> all = new ArrayList<>();
        Sleeper pause = duration -> {
            rest(duration);
            SharedScanFixture scan = walked.get();
            if (scan != null) {
                all.add(new Rest(scan.chunks(), duration));
            }
            return true;
        };
        SpanScanner.CountSettings settings = new SpanScanner.CountSettings(Duration.ofNanos(1), Long.MAX_VALUE, pause);
        try (SharedScanFixture scan = new SharedScanFixture(url, A_QUARTER, settings, METRICS)) {
            assertThat(rests).as("after the spans were cut").hasSize(1);
            walked.set(scan);

            scan.walk();

            int statements = scan.scan.fused().statements().size();
            assertThat(statements).isGreaterThan(1);
            assertThat(scan.chunks()).isGreaterThan(4);
            for (int range = 0; range < scan.chunks(); range++) {
                List<Duration> before = restsBefore(all, range);
                int lookUps = before.size() - statements;
                assertThat(lookUps)
                        .as("one, and at the end of the span before one for a range and one for the table's identity")
                        .isBetween(1, 3);
                assertThat(sum(before.subList(lookUps, before.size())))
                        .as("of the statements, with their settings")
                        .isEqualTo(scan.storedChunks().get(range).took().multipliedBy(3));
            }
        }
    }

    private static List<Duration> restsBefore(List<Rest> all, int range) {
        return all.stream()
                .filter(rest -> rest.ranges() == range)
                .map(Rest::duration)
                .toList();
    }

    private static Duration sum(List<Duration> durations) {
        return durations.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
