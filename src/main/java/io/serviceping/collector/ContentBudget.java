package io.serviceping.collector;

import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the total bytes of the contents of all requests under way. Each request's first 64 KiB are free. */
final class ContentBudget {
    private static final int FREE = 64 * 1024;

    private final AtomicLong left;

    ContentBudget(long bytes) {
        left = new AtomicLong(bytes);
    }

    Share share() {
        return new Share();
    }

    /** The bytes of one request, given back on close. */
    final class Share implements AutoCloseable {
        private long held;
        private long taken;

        /** Takes so many more bytes, or refuses the request. */
        void grow(int bytes) throws RefusalException {
            held += bytes;
            long wanted = Math.max(0, held - FREE) - taken;
            if (left.addAndGet(-wanted) < 0) {
                left.addAndGet(wanted);
                throw new RefusalException(
                                Problem.Kind.BUSY, "Too many large contents are on their way; try again later.")
                        .with("Retry-After", "10");
            }
            taken += wanted;
        }

        @Override
        public void close() {
            left.addAndGet(taken);
            taken = 0;
            held = 0;
        }
    }
}
