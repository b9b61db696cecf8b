package io.serviceping.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Missing pings, and pings that came more than once.
 *
 * @param pings number of stored pings
 * @param instances number of instances that sent them
 * @param gaps missing sequence numbers before a later one that has come
 * @param repeatedSequences sequence numbers that an instance used for more than one ping: a copy of it is running, or
 *     its state was restored from a backup
 * @param conflicts deliveries that were refused because another ping of the instance is stored for the period, or
 *     other bytes are stored under the ping_id; for the same two causes
 * @param duplicates pings that came more than once with the same bytes
 * @param rejects number of kept rejects
 */
public record Report(
        long pings,
        long instances,
        List<Gap> gaps,
        List<RepeatedSequence> repeatedSequences,
        List<Conflict> conflicts,
        List<Duplicate> duplicates,
        long rejects) {

    /** First and last missing sequence number, and the ping after them. */
    record Gap(UUID instanceId, long first, long last, String before) {}

    record RepeatedSequence(UUID instanceId, long sequence, long pings) {}

    /** Conflicts of one instance, with the latest 100 periods, newest first. */
    record Conflict(UUID instanceId, long count, Instant first, Instant last, List<String> periods) {}

    record Duplicate(UUID pingId, UUID instanceId, String period, long deliveries) {}
}
