package io.serviceping.outbox;

import java.util.UUID;

/** A report ready to be frozen. */
public record Draft(UUID pingId, GzipContent content) {
    /** Makes a draft from JSON in UTF-8. */
    public static Draft of(UUID pingId, byte[] json) {
        return new Draft(pingId, GzipContent.gzip(json));
    }
}
