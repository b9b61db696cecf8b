package io.serviceping.count.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountLimitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void restsAsMuchAsTheLoadAsksFor() {
        assertThat(new CountLimits(SECOND, SECOND, 1, 1).restAfter(SECOND)).isZero();
        assertThat(new CountLimits(SECOND, SECOND, 1, 0.25).restAfter(SECOND)).isEqualTo(SECOND.multipliedBy(3));
        assertThat(new CountLimits(SECOND, SECOND, 1, Double.MIN_VALUE).restAfter(SECOND))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesALoadThatIsNoShare(double load) {
        assertThatThrownBy(() -> new CountLimits(SECOND, SECOND, 1, load))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxLoad must be above 0 and at most 1 but was " + load);
    }

    @Test
    void refusesTimesAndParallelismBelowTheirBounds() {
        assertThatThrownBy(() -> new CountLimits(Duration.ofNanos(1), SECOND, 1, 1))
                .hasMessage("statementTimeout must be at least 1 ms but was PT0.000000001S");
        assertThatThrownBy(() -> new CountLimits(SECOND, Duration.ZERO, 1, 1))
                .hasMessage("lockTimeout must be at least 1 ms but was PT0S");
        assertThatThrownBy(() -> new CountLimits(SECOND, SECOND, 0, 1))
                .hasMessage("parallelism must be at least 1 but was 0");
    }
}
