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

/** Which scans need no more of a table than a stretch of time. */
final class TimeRanges {
    private TimeRanges() {}

    /**
     * The metrics of each scan: all in one, unless all have windows, on several columns of the driving table, and an
     * index leads to each. Then a scan for each column reads its window alone, where one for all would read the table.
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

    /** The stretch that is all a scan needs, where every metric has a window on the driving table's same column. */
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

    /** The column without its qualifier, where it is the driving table's. */
    private static Optional<String> ownColumn(Source source, WindowColumn window) {
        return window.expression().startsWith(source.qualifier())
                ? Optional.of(window.expression().substring(source.qualifier().length()))
                : Optional.empty();
    }
}
