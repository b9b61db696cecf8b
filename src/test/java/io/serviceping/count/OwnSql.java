package io.serviceping.count;

import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a metric's own SQL and a shared scan say, so that the two can be compared. */
final class OwnSql {
    private static final Pattern DIVIDES_OR_CASTS = Pattern.compile("ERROR SQL state (22012|22018|22P02)");

    private OwnSql() {}

    /** The groups by their keys: their order is the author's or the engine's. */
    static String said(Outcome outcome) {
        if (outcome instanceof Outcome.Counted counted && counted.value() instanceof MetricValue.Grouped groups) {
            return new TreeMap<>(groups.values()).toString();
        }
        return outcome instanceof Outcome.Unavailable unavailable
                ? unavailable.why() + " " + unavailable.reason()
                : outcome.toString();
    }

    /**
     * Whether it failed by a division or a cast. A database may compute that before the condition that keeps it from failing; a
     * shared scan does not, so there is nothing to compare.
     */
    static boolean failed(String said) {
        return DIVIDES_OR_CASTS.matcher(said).matches();
    }
}
