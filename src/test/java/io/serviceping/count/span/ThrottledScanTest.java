package io.serviceping.count.span;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.CountLimits;
import io.serviceping.count.database.ThrottleLimits;
import io.serviceping.testing.BusySessions;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scan on PostgreSQL during which the database becomes busy. */
@SincePostgres(14)
class ThrottledScanTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final CountLimits LIMITS =
            new CountLimits(LONG, LONG, 1, 1, new ThrottleLimits(OptionalLong.empty(), OptionalInt.of(1)));
    private static final int QUIET_STATEMENTS = 7;
    private static final String[] METRICS = {
        "select count(*) from t", "select count(distinct i) from t", "select i, sum(b) from t group by i"
    };

    private final List<Duration> waits = new ArrayList<>();
    private int statements;

    private static TestDatabase.Url table(String columns) {
        return TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create table t " + columns,
                        "insert into t select n, mod(n, 7), n from generate_series(1, 4000) n");
    }

    /** Makes other sessions busy after some statements, and idle again after {@code endAfter} waits. */
    private Sleeper pause(BusySessions others, int endAfter, boolean goOn) {
        return duration -> {
            if (duration.isZero()) {
                if (++statements == QUIET_STATEMENTS) {
                    others.begin(2);
                }
                return true;
            }
            waits.add(duration);
            if (waits.size() == endAfter) {
                others.end();
            }
            return goOn;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"(id bigint primary key, i int, b bigint)", "(id bigint, i int, b bigint)"})
    void waitsInItsMidstAndGoesOnWhenTheOthersAreDone(String columns) throws Exception {
        TestDatabase.Url url = table(columns);
        try (BusySessions others = new BusySessions(url)) {
            SpanScanner.CountSettings settings =
                    new SpanScanner.CountSettings(LONG, Long.MAX_VALUE, pause(others, 3, true));
            try (SharedScanFixture scan = new SharedScanFixture(url, LIMITS, settings, METRICS)) {
                assertThat(scan.walk()).isTrue();

                assertThat(waits).hasSize(3).containsOnly(Duration.ofSeconds(1));
                assertThat(statements).isGreaterThan(QUIET_STATEMENTS);
                assertThat(scan.values()).isEqualTo(scan.ownValues());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(id bigint primary key, i int, b bigint)", "(id bigint, i int, b bigint)"})
    void storesWhatItHasWhenItIsStoppedWhileItWaits(String columns) throws Exception {
        TestDatabase.Url url = table(columns);
        try (BusySessions others = new BusySessions(url)) {
            SpanScanner.CountSettings settings =
                    new SpanScanner.CountSettings(LONG, Long.MAX_VALUE, pause(others, 1, false));
            try (SharedScanFixture scan = new SharedScanFixture(url, LIMITS, settings, METRICS)) {
                assertThat(scan.walk()).isFalse();
                assertThat(waits).hasSize(1);
                assertThat(statements).isEqualTo(QUIET_STATEMENTS);
                assertThat(scan.chunks())
                        .as("what came before, though it is not yet worth a chunk")
                        .isEqualTo(1);

                assertThat(scan.walk()).isTrue();

                assertThat(scan.values()).isEqualTo(scan.ownValues());
            }
        }
    }
}
