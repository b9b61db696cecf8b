package io.serviceping.outbox;

import java.util.UUID;

/**
 * A report ready to be frozen.
 *
 * @param complete whether every metric that was to be counted has a value
 * @param withdrawn whether nobody has agreed to send it
 */
public record Draft(UUID pingId, GzipContent content, boolean complete, boolean withdrawn) {
    /** Makes a draft from JSON in UTF-8. */
    public static Draft of(UUID pingId, byte[] json, boolean complete) {
        return new Draft(pingId, GzipContent.gzip(json), complete, false);
    }

    /** The same report, to be kept back or not. */
    public Draft withdrawn(boolean isWithdrawn) {
        return new Draft(pingId, content, complete, isWithdrawn);
    }
}
