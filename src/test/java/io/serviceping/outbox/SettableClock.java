package io.serviceping.outbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that moves only when the test says so. */
public final class SettableClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-16T06:00:00.123456Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration duration) {
        now = now.plus(duration);
    }
}
