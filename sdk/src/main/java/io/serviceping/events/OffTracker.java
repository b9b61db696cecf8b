package io.serviceping.events;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Counts nothing. */
final class OffTracker implements EventTracker, Counter {
    /** With the database in which people can be forgotten. */
    private final Optional<TrackerBuilder> settings;

    OffTracker(Optional<TrackerBuilder> settings) {
        this.settings = settings;
    }

    @Override
    public Counter counter(int event) {
        return this;
    }

    @Override
    public Counter counter(String event) {
        return this;
    }

    @Override
    public void add(int cell, long sum, Who who) {}

    @Override
    public void addValues(long sum, Who who, String... values) {}

    @Override
    public void add(Connection connection, int cell, long sum, Who who) {}

    @Override
    public void addValues(Connection connection, long sum, Who who, String... values) {}

    /** For as long as it takes there is a tracker that writes what dead processes counted, and counts nothing itself. */
    @Override
    public boolean forget(Who who) {
        if (settings.isEmpty() || !Who.isWhole(who)) {
            return false;
        }
        try (RunningTracker tracker = settings.get().running()) {
            return tracker.forget(who);
        }
    }

    @Override
    public boolean flush(Duration atMost) {
        return true;
    }

    @Override
    public Health health() {
        return new Health(false, "", 0, 0, Instant.EPOCH, Map.of(), "");
    }

    @Override
    public void close() {}
}
