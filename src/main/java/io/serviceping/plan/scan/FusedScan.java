package io.serviceping.plan.scan;

import io.serviceping.plan.query.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One pass over a source that answers many metrics.
 *
 * @param statements all run for a range before the next range
 * @param forms what those statements were written from that answer metrics
 * @param slots what their answers are merged in; each at the index of its id
 * @param answers how each metric's value is made of them
 * @param notFused the metrics that have to run as written
 */
public record FusedScan(
        Source source,
        List<FusedStatement> statements,
        Map<FusedStatement, NarrowableStatement> forms,
        List<Accumulator> slots,
        Map<PlannedMetric, FusedAnswer> answers,
        List<NotShared> notFused) {
    public FusedScan {
        statements = List.copyOf(statements);
        forms = Map.copyOf(forms);
        slots = List.copyOf(slots);
        answers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(answers));
        notFused = List.copyOf(notFused);
    }

    /** The metrics that have no value without that statement; none of one that is there for something else. */
    public Set<PlannedMetric> answeredBy(FusedStatement statement) {
        return Optional.ofNullable(forms.get(statement))
                .map(NarrowableStatement::metrics)
                .orElse(Set.of());
    }

    /**
     * One of the statements without some of its metrics. Its slots mean what they meant, so what either has found can be added
     * up; without all of its metrics it asks only what they ask alike.
     */
    public FusedStatement without(FusedStatement statement, Set<PlannedMetric> metrics) {
        return Optional.ofNullable(forms.get(statement))
                .filter(form -> form.metrics().stream().anyMatch(metrics::contains))
                .map(form -> form.without(metrics))
                .orElse(statement);
    }

    /** The slot that what is in a slot belongs to so many weeks later; {@link AnswerLayout.Output#NONE} for none any more. */
    public int later(int slot, long weeks) {
        int later = slot;
        // After as many steps as there are slots nothing moves any more.
        for (long week = 0; week < Math.min(weeks, slots.size()) && later != AnswerLayout.Output.NONE; week++) {
            later = slots.get(later).aWeekLater();
        }
        return later;
    }
}
