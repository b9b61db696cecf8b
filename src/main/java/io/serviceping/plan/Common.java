package io.serviceping.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What all metrics of a statement ask alike: its WHERE.
 *
 * @param window the windows, where all are on the same column
 */
record Common(List<Predicate> predicates, Optional<Buckets> window) {
    static Common of(List<AskedPart> metrics, Instant asOf) {
        Set<Predicate> shared = new LinkedHashSet<>(metrics.get(0).shape().predicates());
        metrics.forEach(asked -> shared.retainAll(asked.shape().predicates()));
        Optional<WindowColumn> column = metrics.get(0).window();
        boolean everywhere = metrics.stream().allMatch(asked -> asked.window().equals(column));
        return new Common(
                List.copyOf(shared), column.filter(one -> everywhere).map(one -> Buckets.of(one, metrics, asOf)));
    }

    /** What the metric asks beyond. */
    List<Predicate> beyond(AskedPart asked) {
        return asked.shape().predicates().stream()
                .filter(predicate -> !predicates.contains(predicate))
                .toList();
    }

    List<String> conditions() {
        List<String> conditions = new ArrayList<>();
        window.ifPresent(buckets -> conditions.add(buckets.widest()));
        predicates.forEach(predicate -> conditions.add(predicate.sql()));
        return conditions;
    }

    List<Parameter> parameters() {
        return window.map(Buckets::widestParameters).orElse(List.of());
    }
}
