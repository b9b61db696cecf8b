package io.serviceping.plan;

import java.util.List;
import java.util.Map;

/**
 * One pass over a source that answers many metrics.
 *
 * @param statements all run for a range before the next range
 * @param slots what their answers are merged in; each at the index of its id
 * @param answers how each metric's value is made of them
 * @param notFused the metrics that have to run as written
 */
public record FusedScan(
        Source source,
        List<FusedStatement> statements,
        List<Slot> slots,
        Map<PlannedMetric, FusedAnswer> answers,
        List<NotFused> notFused) {
    public FusedScan {
        statements = List.copyOf(statements);
        slots = List.copyOf(slots);
        answers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(answers));
        notFused = List.copyOf(notFused);
    }

    /** The slot that what is in a slot belongs to so many weeks later; {@link Layout.Output#NONE} for none any more. */
    public int later(int slot, long weeks) {
        int later = slot;
        // After as many steps as there are slots nothing moves any more.
        for (long week = 0; week < Math.min(weeks, slots.size()) && later != Layout.Output.NONE; week++) {
            later = slots.get(later).aWeekLater();
        }
        return later;
    }
}
