package io.serviceping.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.outbox.SettableClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rest may be long: three hours if a statement of one minute may use only a two-hundredth of the time. */
@Timeout(30)
class StopSignalTest {
    private static final Duration BUDGET = Duration.ofMinutes(30);

    private final SettableClock clock = new SettableClock();
    private volatile ConsentDecision decision = new ConsentDecision.On();
    private volatile boolean lockLost;
    private final StopSignal stop =
            new StopSignal(new RunBudget(clock, BUDGET), new ConsentWatch(() -> decision, clock), () -> lockLost);

    private CompletableFuture<Void> resting(Duration duration) {
        return CompletableFuture.runAsync(() -> {
            try {
                stop.rest(duration);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void restsAsLongAsItIsTold() throws Exception {
        long started = System.nanoTime();

        stop.rest(Duration.ofMillis(20));

        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        stop.rest(Duration.ZERO);
    }

    @Test
    void endsARestWhenTheRunIsToldToStop() {
        CompletableFuture<Void> rest = resting(Duration.ofDays(365_000_000));
        assertThat(rest).isNotDone();

        stop.abandon();

        assertThat(rest).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void endsARestWhenTheBudgetIsSpent() {
        CompletableFuture<Void> rest = resting(Duration.ofHours(3));
        assertThat(rest).isNotDone();

        clock.advance(BUDGET);

        assertThat(rest).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void endsARestWhenServicePingIsSwitchedOff() {
        CompletableFuture<Void> rest = resting(Duration.ofHours(3));
        assertThat(rest).isNotDone();

        decision = new ConsentDecision.Off("alice");
        clock.advance(Duration.ofSeconds(1));

        assertThat(rest).succeedsWithin(Duration.ofSeconds(20));
        assertThat(stop.isStopping()).isTrue();
    }

    @Test
    void endsARestWhenTheLockIsLost() {
        CompletableFuture<Void> rest = resting(Duration.ofHours(3));
        assertThat(rest).isNotDone();

        lockLost = true;

        assertThat(rest).succeedsWithin(Duration.ofSeconds(20));
        assertThat(stop.isStopping()).isTrue();
    }
}
