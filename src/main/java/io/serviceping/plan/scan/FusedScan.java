package io.serviceping.plan.scan;

import io.serviceping.plan.query.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One pass over a source that answers many metrics.
 *
 * @param statements all run for one range before the next range
 * @param forms the candidates from which the statements that answer metrics were written
 * @param accumulators the accumulators, each at the index of its id
 * @param answers how each metric's value is made from accumulators
 * @param notFused the metrics that have to run as written
 */
public record FusedScan(
        Source source,
        List<FusedStatement> statements,
        Map<FusedStatement, NarrowableStatement> forms,
        List<Accumulator> accumulators,
        Map<PlannedMetric, FusedAnswer> answers,
        List<NotShared> notFused) {
    public FusedScan {
        statements = List.copyOf(statements);
        forms = Map.copyOf(forms);
        accumulators = List.copyOf(accumulators);
        answers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(answers));
        notFused = List.copyOf(notFused);
    }

    /** The metrics that have no value without the statement. Empty: the statement serves another purpose. */
    public Set<PlannedMetric> answeredBy(FusedStatement statement) {
        return Optional.ofNullable(forms.get(statement))
                .map(NarrowableStatement::metrics)
                .orElse(Set.of());
    }

    /**
     * The statement without some of its metrics. Accumulators keep their meaning. Without all of its metrics it has
     * only their common conditions.
     */
    public FusedStatement without(FusedStatement statement, Set<PlannedMetric> metrics) {
        return Optional.ofNullable(forms.get(statement))
                .filter(form -> form.metrics().stream().anyMatch(metrics::contains))
                .map(form -> form.without(metrics))
                .orElse(statement);
    }

    /**
     * The accumulator that an accumulator's content belongs to so many weeks later; {@link AnswerLayout.Output#NONE}
     * when no metric needs it then.
     */
    public int later(int accumulator, long weeks) {
        int later = accumulator;
        // After as many steps as there are accumulators, the result is stable.
        for (long week = 0; week < Math.min(weeks, accumulators.size()) && later != AnswerLayout.Output.NONE; week++) {
            later = accumulators.get(later).aWeekLater();
        }
        return later;
    }
}
