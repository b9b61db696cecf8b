package io.serviceping.cli;

import io.serviceping.count.result.Drift;
import io.serviceping.count.result.MetricResult;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lists for the admin the tables that were declared append-only but have changed. */
final class Drifts {
    private Drifts() {}

    static void tell(CommonOptions common, List<MetricResult> results) {
        results.stream()
                .filter(result -> result.drift().isPresent())
                .collect(Collectors.groupingBy(
                        result -> result.drift().map(Drift::table).orElse(""), TreeMap::new, Collectors.toList()))
                .forEach((table, some) -> common.note(line(table, some)));
    }

    private static String line(String table, List<MetricResult> results) {
        return "Rows of " + table + " that were counted before are gone or changed, though append_only is declared for "
                + results.get(0).metric().keyPath()
                + (results.size() == 1 ? "" : " and " + (results.size() - 1) + " more")
                + ". All was counted in full this time; take append_only out of these definitions if rows are deleted or"
                + " changed.";
    }
}
