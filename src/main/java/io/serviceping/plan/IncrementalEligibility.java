package io.serviceping.plan;

import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeChoice;
import io.serviceping.plan.scan.RangeKey;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Decides whether a shared scan can have incremental state. */
final class IncrementalEligibility {
    private IncrementalEligibility() {}

    /** Why a scan has no incremental state. Empty: it can have one. */
    static Optional<IncrementalMode> reasonAgainst(
            Source source, TableFacts table, RangeChoice range, FusedScan fused, Predicate<PlannedMetric> appendOnly) {
        Set<PlannedMetric> metrics = fused.answers().keySet();
        if (metrics.stream().noneMatch(appendOnly)) {
            return Optional.of(new IncrementalMode.NotAsked());
        }
        Optional<PlannedMetric> not =
                metrics.stream().filter(appendOnly.negate()).min(Comparator.comparing(PlannedMetric::keyPath));
        if (not.isPresent()) {
            return impossible(not.get().keyPath() + " of the same scan does not declare it");
        } else if (source.isJoined()) {
            return impossible("rows of the joined tables may change");
        }
        return range.key() instanceof RangeKey.Numeric
                ? Optional.empty()
                : Optional.of(new IncrementalMode.Impossible(
                        "only ranges of a column of whole numbers can go on where the last ping ended",
                        range.key() instanceof RangeKey.Time
                                ? Optional.of(range.reason())
                                : RangeKeyChooser.neverNumeric(table)));
    }

    private static Optional<IncrementalMode> impossible(String why) {
        return Optional.of(new IncrementalMode.Impossible(why, Optional.of(why)));
    }
}
