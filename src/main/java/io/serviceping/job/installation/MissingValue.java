package io.serviceping.job.installation;

import io.serviceping.count.CountingStore;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.outbox.Ping;
import io.serviceping.payload.Payload;
import io.serviceping.payload.PayloadReader;
import io.serviceping.state.StateDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A metric that was to be counted and has no value.
 *
 * @param reason as in the payload
 * @param detail the database's error text, for the admin only; empty: none, or deleted with the counting
 */
public record MissingValue(String keyPath, String reason, Optional<String> detail) {
    /** Those of a counting. */
    public static List<MissingValue> of(List<MetricResult> results) {
        return results.stream()
                .filter(Payload::isMissing)
                .flatMap(MissingValue::of)
                .toList();
    }

    private static Stream<MissingValue> of(MetricResult result) {
        return result.outcome() instanceof Outcome.Unavailable unavailable
                ? Stream.of(new MissingValue(
                        result.metric().keyPath().value(),
                        unavailable.reason(),
                        Optional.ofNullable(unavailable.detail())))
                : Stream.empty();
    }

    /** Those of a ping, whichever run froze it; none once its bytes are dropped. */
    public static List<MissingValue> of(Ping ping, StateDatabase state) {
        if (ping.complete() || ping.content().isDropped() || !ping.isIntact()) {
            return List.of();
        }
        Map<String, String> details = new CountingStore(state.dataSource()).details(ping.pingId());
        return PayloadReader.missing(ping.json()).entrySet().stream()
                .map(metric -> new MissingValue(
                        metric.getKey(), metric.getValue(), Optional.ofNullable(details.get(metric.getKey()))))
                .toList();
    }
}
