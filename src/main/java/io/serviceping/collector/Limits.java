package io.serviceping.collector;

import java.time.Duration;

/**
 * The limits of what a collector spends on its clients.
 *
 * @param connections requests that are read, worked on or answered at once
 * @param waiting requests that wait for one of those; further connections are closed without an answer
 * @param patience time for a client to send its request, and the same time to read the answer
 * @param courtesy the same while other requests wait
 * @param sentBytes largest content as sent
 * @param plainBytes largest content when unzipped
 */
record Limits(int connections, int waiting, Duration patience, Duration courtesy, int sentBytes, int plainBytes) {
    private static final int MIB = 1024 * 1024;
    /** Of all requests together. A large content is in memory twice for a short time. */
    static final long CONTENT_BYTES = 24L * MIB;
    /** Connections to the store. */
    static final int DATABASE_CONNECTIONS = 16;

    private static final int LARGEST_RATIO = 200;
    private static final int SMALL = 256 * 1024;

    static final Limits USUAL = new Limits(200, 200, Duration.ofSeconds(30), Duration.ofSeconds(1), 5 * MIB, 20 * MIB);

    Limits {
        if (connections < 1
                || waiting < 1
                || sentBytes < 1
                || plainBytes < 1
                || patience.isZero()
                || patience.isNegative()
                || courtesy.isZero()
                || courtesy.isNegative()) {
            throw new IllegalArgumentException("every limit must be positive");
        }
    }

    /**
     * Largest unzipped size for a content of this size as sent. The JSON of a ping is hardly ever compressed to less
     * than a fiftieth.
     */
    int plainBytes(int sent) {
        return (int) Math.min(plainBytes, Math.max(SMALL, (long) sent * LARGEST_RATIO));
    }
}
