package io.serviceping.plan.aggregate;

import io.serviceping.plan.query.Aggregate;
import java.util.Locale;

/** Calls of aggregate functions, for tests. */
public final class Functions {
    private Functions() {}

    /** The call in SQL. */
    public static String call(Aggregate aggregate) {
        String name = name(aggregate.function());
        return switch (aggregate.function().input()) {
            case ROWS -> name + "(*)";
            case VALUES -> name + "(" + aggregate.argument() + ")";
            case DISTINCT_VALUES -> name + "(distinct " + aggregate.argument() + ")";
        };
    }

    private static String name(AggregateFunction function) {
        String own = function.name().toLowerCase(Locale.ROOT);
        return function.calledAs().contains(own) ? own : own.substring(0, own.indexOf('_'));
    }
}
