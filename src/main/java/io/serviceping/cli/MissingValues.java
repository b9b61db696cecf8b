package io.serviceping.cli;

import io.serviceping.cli.console.Remedies;
import io.serviceping.count.result.Outcome;
import io.serviceping.job.installation.MissingValue;
import java.util.List;
import java.util.Optional;

/** Lists for the admin the metrics without a value and the database's error, which never leaves this machine. */
final class MissingValues {
    private MissingValues() {}

    /** {@code status} reads these from the outbox, so they are not noted as reasons of the run. */
    static void tell(CommonOptions common, List<MissingValue> missing) {
        if (!missing.isEmpty()) {
            common.tell(missing.size() + (missing.size() == 1 ? " metric has" : " metrics have") + " no value:");
            missing.forEach(one -> common.tell("  " + line(one)));
            common.tell(Remedies.MISSING_VALUES);
        }
    }

    static String line(MissingValue missing) {
        return missing.keyPath() + ": " + explain(missing.reason(), missing.detail());
    }

    static String explain(Outcome.Unavailable unavailable) {
        return explain(unavailable.reason(), Optional.ofNullable(unavailable.detail()));
    }

    private static String explain(String reason, Optional<String> detail) {
        return reason
                + detail.map(text -> " - " + text.lines().findFirst().orElse(""))
                        .orElse("");
    }
}
