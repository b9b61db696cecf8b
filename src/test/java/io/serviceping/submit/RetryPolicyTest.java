package io.serviceping.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final RetryPolicy POLICY = RetryPolicy.standard(Duration.ofMinutes(10));

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "5, 16000", "6, 20000", "2000, 20000"})
    void pausesAnywhereUpToALimitThatDoubles(int tries, long longest) {
        Random random = new Random(tries);
        assertThat(random.ints(1000).mapToObj(i -> POLICY.pause(tries, random)))
                .allMatch(pause -> !pause.isNegative() && pause.toMillis() < longest)
                .anyMatch(pause -> pause.toMillis() > longest * 0.9)
                .anyMatch(pause -> pause.toMillis() < longest * 0.1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "4, 2", "9, 4", "15, 16", "16, 24", "100000, 24"})
    void waitsBetweenRunsUpToALimitThatDoubles(int attempts, long hours) {
        Random random = new Random(attempts);
        Duration longest = Duration.ofHours(hours);
        assertThat(random.ints(1000).mapToObj(i -> POLICY.wait(attempts, random)))
                .allMatch(wait -> wait.compareTo(longest) <= 0 && wait.compareTo(longest.dividedBy(2)) >= 0);
    }

    @Test
    void waitsAtMostADayHoweverLongTheEndpointAsksFor() {
        assertThat(POLICY.wait(Duration.ofHours(3))).isEqualTo(Duration.ofHours(3));
        assertThat(POLICY.wait(Duration.ofDays(400))).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void refusesWhatCannotBe() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RetryPolicy(0, second, second, 2, second)).hasMessageStartingWith("triesPerRun");
        assertThatThrownBy(() -> new RetryPolicy(1, second, Duration.ZERO, 2, second))
                .hasMessageStartingWith("firstDelay");
        assertThatThrownBy(() -> new RetryPolicy(1, second, second, Double.NaN, second))
                .hasMessageStartingWith("factor");
    }
}
