package io.serviceping.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What of all that should have come has not, and what came more than once.
 *
 * @param pings stored
 * @param instances that sent them
 * @param gaps sequences that have not come though a later one has
 * @param repeatedSequences sequences that an instance used for more than one ping: a copy of it is running, or its state
 *     was restored from a backup
 * @param conflicts deliveries refused since another ping of the instance is stored for the period, or other bytes under
 *     the same ping_id: the same two causes
 * @param duplicates pings that came more than once, with the very same bytes
 * @param rejects kept
 */
public record Report(
        long pings,
        long instances,
        List<Gap> gaps,
        List<RepeatedSequence> repeatedSequences,
        List<Conflict> conflicts,
        List<Duplicate> duplicates,
        long rejects) {

    /** First and last of the sequences that are missing, and the ping after them. */
    record Gap(UUID instanceId, long first, long last, String before) {}

    record RepeatedSequence(UUID instanceId, long sequence, long pings) {}

    /** Of one instance; the latest 100 periods, the latest first. */
    record Conflict(UUID instanceId, long count, Instant first, Instant last, List<String> periods) {}

    record Duplicate(UUID pingId, UUID instanceId, String period, long deliveries) {}
}
