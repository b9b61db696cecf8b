package io.serviceping.submit;

import java.util.List;
import java.util.UUID;

/**
 * The result of a run.
 *
 * @param results one for each ping to deliver, oldest first; empty if no ping was due
 */
public record DeliveryReport(List<PingResult> results) {
    public DeliveryReport {
        results = List.copyOf(results);
    }

    /** The results of one kind. */
    public <T extends PingResult> List<T> of(Class<T> kind) {
        return results.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The pings that are not tried again until somebody acts. */
    public List<UUID> refused() {
        return results.stream()
                .filter(one -> one instanceof PingResult.Quarantined || one instanceof PingResult.Held)
                .map(PingResult::pingId)
                .toList();
    }

    /** Whether no ping was due. */
    public boolean isEmpty() {
        return results.isEmpty();
    }

    /** Whether every ping was delivered; true if no ping was due. */
    public boolean isAllDelivered() {
        return results.stream().allMatch(PingResult.Delivered.class::isInstance);
    }

    /** Whether the run ended because permission to send was lost. */
    public boolean isStoppedByOptOut() {
        return results.stream().anyMatch(PingResult.NotAllowed.class::isInstance);
    }
}
