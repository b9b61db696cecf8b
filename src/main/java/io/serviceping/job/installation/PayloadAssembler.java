package io.serviceping.job.installation;

import io.serviceping.count.Counting;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.outbox.SequencePosition;
import io.serviceping.payload.Heading;
import io.serviceping.payload.Payload;
import io.serviceping.payload.Product;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Assembles a payload from its heading and the counted and omitted metrics, for run and preview. */
public final class PayloadAssembler {
    private PayloadAssembler() {}

    /** The outcome of every metric of the plan, including the omitted ones. */
    public static List<MetricResult> allResults(Plan plan, List<MetricResult> counted) {
        Stream<MetricResult> omitted = plan.omitted().stream()
                .map(one -> new MetricResult(
                        one.metric(),
                        one.why() == OmittedMetric.Why.LEFT_OUT
                                ? new Outcome.Unavailable(Outcome.Why.EXCLUDED, one.reason(), null)
                                : new Outcome.Unavailable(
                                        Outcome.Why.ERROR, one.why().text(), one.reason()),
                        Duration.ZERO));
        List<MetricResult> all = Stream.concat(counted.stream(), omitted).toList();
        if (all.size() != plan.metrics().count()) {
            throw new IllegalStateException("every planned metric must have an outcome, but " + all.size() + " of "
                    + plan.metrics().count() + " have");
        }
        return all;
    }

    public static Payload payload(
            Counting counting, SequencePosition position, Product product, List<MetricResult> results) {
        Heading heading = new Heading(
                counting.pingId(),
                position.sequence(),
                position.previousPingId().orElse(null),
                counting.reason(),
                counting.period(),
                counting.asOf(),
                counting.startedAt(),
                counting.instanceId(),
                product,
                position.evicted());
        return new Payload(heading, results);
    }
}
