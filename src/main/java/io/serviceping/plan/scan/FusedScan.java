package io.serviceping.plan.scan;

import io.serviceping.plan.query.Source;
import java.util.List;
import java.util.Map;

/**
 * One pass over a source that answers many metrics.
 *
 * @param statements all run for one range before the next range
 * @param accumulators the accumulators, each at the index of its id
 * @param answers how each metric's value is made from accumulators
 * @param notFused the metrics that have to run as written
 */
public record FusedScan(
        Source source,
        List<FusedStatement> statements,
        List<Accumulator> accumulators,
        Map<PlannedMetric, FusedAnswer> answers,
        List<NotShared> notFused) {
    public FusedScan {
        statements = List.copyOf(statements);
        accumulators = List.copyOf(accumulators);
        answers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(answers));
        notFused = List.copyOf(notFused);
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
