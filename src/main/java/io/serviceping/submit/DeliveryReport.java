package io.serviceping.submit;

import java.util.List;

/**
 * What a run did, one result for each ping it was to deliver.
 *
 * @param results oldest ping first; empty when nothing was due
 */
public record DeliveryReport(List<PingResult> results) {
    public DeliveryReport {
        results = List.copyOf(results);
    }

    /** The results of one kind. */
    public <T extends PingResult> List<T> of(Class<T> kind) {
        return results.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether nothing was due. */
    public boolean isEmpty() {
        return results.isEmpty();
    }

    /** Whether the endpoint has every ping that was to be delivered; true where nothing was due. */
    public boolean isAllDelivered() {
        return results.stream().allMatch(PingResult.Delivered.class::isInstance);
    }

    /** Whether the run ended because sending stopped being allowed. */
    public boolean isStoppedByOptOut() {
        return results.stream().anyMatch(PingResult.NotAllowed.class::isInstance);
    }
}
