package io.serviceping.job.installation;

import io.serviceping.count.database.ThrottleListener;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells in one line for which databases counting waits, and why. */
public final class ThrottleSummary implements ThrottleListener {
    private final Consumer<Optional<String>> listener;
    private final Map<String, String> reasons = new TreeMap<>();

    /** @param listener called with each new line; empty: counting does not wait */
    public ThrottleSummary(Consumer<Optional<String>> listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void waits(String database, String why) {
        reasons.put(database, why);
        tell();
    }

    @Override
    public synchronized void goesOn(String database) {
        reasons.remove(database);
        tell();
    }

    private void tell() {
        listener.accept(
                reasons.isEmpty()
                        ? Optional.empty()
                        : Optional.of(reasons.entrySet().stream()
                                .map(entry -> "database '" + entry.getKey() + "': " + entry.getValue())
                                .collect(Collectors.joining("; "))));
    }
}
