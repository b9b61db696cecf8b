package io.serviceping.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.outbox.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsentWatchTest {
    private final SettableClock clock = new SettableClock();
    private ConsentDecision decision = new ConsentDecision.On();
    private int asked;
    private final ConsentWatch watch = new ConsentWatch(this::decide, clock);

    private ConsentDecision decide() {
        asked++;
        return decision;
    }

    @Test
    void asksAtMostOnceASecond() {
        for (int range = 0; range < 1_000; range++) {
            assertThat(watch.isOff()).isFalse();
            clock.advance(Duration.ofMillis(10));
        }

        assertThat(asked).isEqualTo(10);
    }

    @Test
    void noticesWithinASecondThatItWasSwitchedOff() {
        assertThat(watch.isOff()).isFalse();
        decision = new ConsentDecision.Off("alice");

        clock.advance(Duration.ofMillis(999));
        assertThat(watch.isOff()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(watch.isOff()).isTrue();
        assertThat(watch.isOff()).isTrue();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void asksAgainWhenTheClockWasSetBack() {
        assertThat(watch.isOff()).isFalse();
        decision = new ConsentDecision.Off("alice");

        clock.advance(Duration.ofDays(-1));

        assertThat(watch.isOff()).isTrue();
    }
}
