package io.serviceping.cli;

import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.payload.Payload;
import java.util.List;

/** Lists for the admin the metrics without a value and the database's error, which never leaves this machine. */
final class MissingValues {
    private MissingValues() {}

    static void tell(CommonOptions common, List<MetricResult> results) {
        List<MetricResult> missing = results.stream().filter(Payload::isMissing).toList();
        if (missing.isEmpty()) {
            return;
        }
        common.note(missing.size() + (missing.size() == 1 ? " metric has" : " metrics have") + " no value:");
        missing.forEach(result -> common.note("  " + line(result)));
    }

    private static String line(MetricResult result) {
        return result.metric().keyPath()
                + (result.outcome() instanceof Outcome.Unavailable unavailable ? ": " + explain(unavailable) : "");
    }

    static String explain(Outcome.Unavailable unavailable) {
        String detail = unavailable.detail();
        return unavailable.reason()
                + (detail == null ? "" : " - " + detail.lines().findFirst().orElse(""));
    }
}
