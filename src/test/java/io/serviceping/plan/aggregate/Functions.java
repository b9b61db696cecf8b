package io.serviceping.plan.aggregate;

import io.serviceping.plan.query.Aggregate;
import java.util.Locale;

/** The aggregate functions by their names, for tests. */
public final class Functions {
    public static final AggregateFunction COUNT_ROWS = Count.COUNT_ROWS;
    public static final AggregateFunction COUNT = Count.COUNT;
    public static final AggregateFunction COUNT_DISTINCT = CountDistinct.COUNT_DISTINCT;
    public static final AggregateFunction SUM = Sum.SUM;
    public static final AggregateFunction AVG = Average.AVG;
    public static final AggregateFunction MIN = MinMax.MIN;
    public static final AggregateFunction MAX = MinMax.MAX;

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
