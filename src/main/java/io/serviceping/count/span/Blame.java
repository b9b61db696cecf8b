package io.serviceping.count.span;

import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.PlannedMetric;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the metrics that make a shared statement fail: tries each half of the metrics and splits each half that fails.
 * One among n takes about 2 log2 n trials.
 */
final class Blame {
    private final Narrowing narrowing;
    private final FusedStatement statement;
    private final Trial trial;

    /** Runs a statement on the failed range. */
    @FunctionalInterface
    interface Trial {
        /**
         * Whether the statement fails.
         *
         * @throws SQLException when the connection is lost, which tells nothing about the statement
         */
        boolean fails(FusedStatement statement) throws SQLException, InterruptedException;
    }

    Blame(Narrowing narrowing, FusedStatement statement, Trial trial) {
        this.narrowing = narrowing;
        this.statement = statement;
        this.trial = trial;
    }

    /**
     * The metrics that fail alone; all, if the statement fails without them or only with several of them. Empty: the
     * failure does not recur.
     *
     * @param metrics those of the failed statement
     */
    Set<PlannedMetric> among(Set<PlannedMetric> metrics) throws SQLException, InterruptedException {
        if (trial.fails(narrowing.without(statement, Set.copyOf(statement.metrics())))) {
            return metrics;
        }
        Set<PlannedMetric> found = new LinkedHashSet<>();
        search(
                metrics.stream()
                        .sorted(Comparator.comparing(PlannedMetric::keyPath))
                        .toList(),
                found);
        return found.isEmpty() && fails(List.copyOf(metrics)) ? metrics : found;
    }

    private void search(List<PlannedMetric> metrics, Set<PlannedMetric> found)
            throws SQLException, InterruptedException {
        if (metrics.size() == 1) {
            found.addAll(metrics);
            return;
        }
        int middle = metrics.size() / 2;
        for (List<PlannedMetric> half : List.of(metrics.subList(0, middle), metrics.subList(middle, metrics.size()))) {
            if (fails(half)) {
                search(half, found);
            }
        }
    }

    private boolean fails(List<PlannedMetric> metrics) throws SQLException, InterruptedException {
        Set<PlannedMetric> others = new HashSet<>(statement.metrics());
        metrics.forEach(others::remove);
        return trial.fails(narrowing.without(statement, others));
    }
}
