package io.serviceping.count.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serviceping.jdbc.Failure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TimeLimiterTest {
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicBoolean onDaemon = new AtomicBoolean();

    private final Callable<String> hanging = () -> {
        onDaemon.set(Thread.currentThread().isDaemon());
        never.await();
        return "ended";
    };

    @Test
    void answersWhatTheWorkAnswers() throws Exception {
        assertThat(new TimeLimiter(SHORT, LONG, () -> true).<String>call(() -> "done"))
                .isEqualTo("done");
    }

    @Test
    void throwsWhatTheWorkThrows() {
        SQLException refused = new SQLException("refused", "42501");
        TimeLimiter limiter = new TimeLimiter(LONG, SHORT, () -> false);

        assertThatThrownBy(() -> limiter.call(() -> {
                    throw refused;
                }))
                .isSameAs(refused);
        assertThatThrownBy(() -> limiter.call(() -> {
                    throw new OutOfMemoryError("of the work");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void givesUpWorkThatOverstaysAsOneThatWasCutOff() {
        GivenUpException e = givenUp(new TimeLimiter(SHORT, SHORT, () -> false));

        assertThat(Failure.of(e)).isEqualTo(Failure.CUT_OFF);
        assertThat(e.isForStop()).isFalse();
        assertThat(onDaemon).isTrue();
        never.countDown();
    }

    @Test
    void givesUpWorkWhenTheRunIsToStop() {
        assertThat(givenUp(new TimeLimiter(LONG, SHORT, () -> true)).isForStop())
                .isTrue();
        never.countDown();
    }

    @Test
    void givesUpWorkWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThat(givenUp(new TimeLimiter(LONG, LONG, () -> false)).isForStop())
                .isTrue();
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
    }

    private GivenUpException givenUp(TimeLimiter limiter) {
        return catchThrowableOfType(GivenUpException.class, () -> limiter.call(hanging));
    }
}
