package io.serviceping.plan;

import io.serviceping.definition.DataCategory;
import io.serviceping.definition.KeyPath;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The metrics that the admin allows.
 *
 * @param switchedOff data categories that are left out
 * @param excluded whether a key path is left out
 */
public record MetricSelection(Set<DataCategory> switchedOff, Predicate<KeyPath> excluded) {
    public MetricSelection {
        switchedOff = Set.copyOf(switchedOff);
    }

    /** Why the metric is left out. Empty: it is allowed. */
    Optional<String> reasonAgainst(KeyPath keyPath, DataCategory category) {
        if (switchedOff.contains(category)) {
            return Optional.of("data category " + category.text() + " is switched off");
        }
        return excluded.test(keyPath) ? Optional.of("excluded by the admin") : Optional.empty();
    }
}
