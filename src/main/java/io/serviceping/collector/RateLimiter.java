package io.serviceping.collector;

import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Limits the deliveries of each address per minute of the clock. */
final class RateLimiter {
    private static final long MINUTE = 60;
    /** Further addresses in the same minute share one count. */
    private static final int ADDRESSES = 10_000;

    private final Optional<Integer> most;
    private final InstantSource clock;
    private final Map<InetAddress, Integer> counts = new HashMap<>();
    private long minute;

    RateLimiter(Optional<Integer> most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    void check(InetAddress address) throws RefusalException {
        if (most.isEmpty()) {
            return;
        }
        long second = clock.instant().getEpochSecond();
        if (count(address, second / MINUTE) > most.get()) {
            String error = "At most " + most.get() + " deliveries a minute are taken from one address.";
            throw new RefusalException(Problem.Kind.TOO_MANY, error)
                    .with("Retry-After", Long.toString(MINUTE - second % MINUTE));
        }
    }

    private synchronized int count(InetAddress address, long now) {
        if (now != minute) {
            minute = now;
            counts.clear();
        }
        boolean crowded = counts.size() >= ADDRESSES && !counts.containsKey(address);
        return counts.merge(crowded ? InetAddress.getLoopbackAddress() : address, 1, Integer::sum);
    }
}
