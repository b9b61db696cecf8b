package io.serviceping.cli;

import io.serviceping.cli.console.Tone;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.result.ValueJson;
import io.serviceping.job.run.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A ping as text: the metrics by group with value and duration, and the reason for each missing value. */
final class RunSummary {
    private static final int LONGEST_VALUE = 60;

    private final CommonOptions common;

    RunSummary(CommonOptions common) {
        this.common = common;
    }

    void print(RunReport.Frozen frozen) {
        List<MetricResult> counted = frozen.results().stream()
                .filter(result -> !(result.outcome() instanceof Outcome.Unavailable))
                .toList();
        counted.stream()
                .collect(Collectors.groupingBy(
                        result -> result.metric().productGroup(), TreeMap::new, Collectors.toList()))
                .forEach(this::group);
        List<MetricResult> without = frozen.results().stream()
                .filter(result -> result.outcome() instanceof Outcome.Unavailable)
                .toList();
        if (!without.isEmpty()) {
            common.print("");
            common.out().line(Tone.STRONG, "Not available");
            without.forEach(result -> common.print("  " + result.metric().keyPath() + ": "
                    + MissingValues.explain((Outcome.Unavailable) result.outcome())));
        }
        common.print("");
        if (!frozen.results().isEmpty()) {
            common.print(counted.size() + " of " + frozen.results().size() + " metrics have a value.");
        }
    }

    private void group(String name, List<MetricResult> results) {
        common.print("");
        common.out().line(Tone.STRONG, name);
        int width = results.stream()
                .mapToInt(result -> result.metric().keyPath().value().length())
                .max()
                .orElse(0);
        results.forEach(result -> common.out().line(line(result, width)));
    }

    private static String value(Outcome outcome) {
        if (outcome instanceof Outcome.Estimated estimated) {
            return "about " + ValueJson.toTree(estimated.value());
        }
        return ValueJson.toTree(((Outcome.Counted) outcome).value()).toString();
    }

    private static String line(MetricResult result, int width) {
        String value = value(result.outcome());
        String shown = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE - 3) + "...";
        return String.format(
                Locale.ROOT,
                "  %-" + width + "s  %4d ms  %s",
                result.metric().keyPath(),
                result.took().toMillis(),
                shown);
    }
}
