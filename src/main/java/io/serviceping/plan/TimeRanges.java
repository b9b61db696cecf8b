package io.serviceping.plan;

import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.WindowColumn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds scans that need only a time range of a table. */
final class TimeRanges {
    private TimeRanges() {}

    /**
     * The metrics of each scan: one scan for all; or one for each window column, when all metrics have windows, on
     * several indexed columns of the driving table. Each of these scans reads only its window; one scan for all would
     * read the table.
     */
    static List<List<MetricQuery>> apart(Source source, List<MetricQuery> metrics, TableFacts table) {
        boolean all = metrics.stream()
                .allMatch(one -> one.window()
                        .flatMap(window -> ownColumn(source, window))
                        .filter(table.leadingIndexColumns()::contains)
                        .isPresent());
        if (!all || RangeKeyChooser.isSmall(table)) {
            return List.of(metrics);
        }
        return List.copyOf(metrics.stream()
                .collect(Collectors.groupingBy(
                        one -> one.window().orElseThrow(), LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    /** The time range that the scan needs, when every metric has a window on the same column of the driving table. */
    static Optional<RangeKey.Time> needed(Source source, List<MetricQuery> metrics, Instant asOf) {
        List<WindowColumn> columns = metrics.stream()
                .flatMap(one -> one.window().stream())
                .distinct()
                .toList();
        boolean windowsOnly = metrics.stream().allMatch(one -> one.window().isPresent());
        if (!windowsOnly || columns.size() != 1) {
            return Optional.empty();
        }
        int days = metrics.stream()
                .mapToInt(one -> one.metric().timeFrame().days())
                .max()
                .orElseThrow();
        return ownColumn(source, columns.get(0))
                .map(column ->
                        new RangeKey.Time(column, columns.get(0).unit(), asOf.minus(days, ChronoUnit.DAYS), asOf));
    }

    /** The column without its qualifier. Empty: it is not a column of the driving table. */
    private static Optional<String> ownColumn(Source source, WindowColumn window) {
        return window.expression().startsWith(source.qualifier())
                ? Optional.of(window.expression().substring(source.qualifier().length()))
                : Optional.empty();
    }
}
