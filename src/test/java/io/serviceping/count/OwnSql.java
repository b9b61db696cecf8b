package io.serviceping.count;

import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.ValueType;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The values of a metric's own SQL and of a shared scan, as texts to compare. */
final class OwnSql {
    private static final Pattern DIVIDES_OR_CASTS = Pattern.compile("ERROR SQL state (22012|22018|22P02)");

    private static final Pattern DATA_FAILURE = Pattern.compile("ERROR SQL state 22...");

    private OwnSql() {}

    /** Sorts the groups by their keys: their order differs between the author's SQL and the engine. */
    static String said(Outcome outcome) {
        if (outcome instanceof Outcome.Counted counted && counted.value() instanceof MetricValue.Grouped groups) {
            return new TreeMap<>(groups.values()).toString();
        }
        return outcome instanceof Outcome.Unavailable unavailable
                ? unavailable.why() + " " + unavailable.reason()
                : outcome.toString();
    }

    /**
     * Whether a division or a cast failed. A database may compute it before the condition that prevents the failure; a
     * shared scan does not, so there is nothing to compare.
     */
    static boolean failed(String said) {
        return DIVIDES_OR_CASTS.matcher(said).matches();
    }

    /** Whether groups fail in both. With several failing groups the database says the failure of any one of them. */
    static boolean groupsFail(ValueType type, String alone, String shared) {
        return type == ValueType.OBJECT
                && DATA_FAILURE.matcher(alone).matches()
                && DATA_FAILURE.matcher(shared).matches();
    }
}
