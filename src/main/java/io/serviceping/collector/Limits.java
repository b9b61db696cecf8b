package io.serviceping.collector;

import java.time.Duration;

/**
 * What one collector spends on its clients.
 *
 * @param connections requests read, worked on or answered at once
 * @param waiting requests that wait until one of those ends; the connections of more are closed unanswered
 * @param patience how long a client may take to send its request, and again to take its answer
 * @param courtesy the same while others wait
 * @param sentBytes largest content as sent
 * @param plainBytes largest content once unzipped
 */
record Limits(int connections, int waiting, Duration patience, Duration courtesy, int sentBytes, int plainBytes) {
    private static final int MIB = 1024 * 1024;
    /** Of all requests together; what is large is there twice for a moment. */
    static final long CONTENT_BYTES = 24L * MIB;
    /** To the store. */
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

    /** The largest content that so many bytes may be unzipped to: JSON of pings is hardly ever 50 times smaller zipped. */
    int plainBytes(int sent) {
        return (int) Math.min(plainBytes, Math.max(SMALL, (long) sent * LARGEST_RATIO));
    }
}
