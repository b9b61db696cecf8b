package io.serviceping.collector.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of a payload that the store reads.
 *
 * @param pingId the same for every attempt
 * @param instanceId the installation
 * @param period ISO week
 * @param sequence from 1
 * @param previousPingId ping of the preceding sequence number; null for the first
 */
public record Ping(
        UUID pingId,
        UUID instanceId,
        String period,
        long sequence,
        @Nullable UUID previousPingId) {
    /** Reads a document that is valid by the schema. */
    public static Ping of(JsonNode document) {
        JsonNode previous = document.path("previous_ping_id");
        return new Ping(
                UUID.fromString(document.path("ping_id").stringValue()),
                UUID.fromString(document.path("instance").path("id").stringValue()),
                document.path("period").stringValue(),
                document.path("sequence").longValue(),
                previous.isString() ? UUID.fromString(previous.stringValue()) : null);
    }
}
