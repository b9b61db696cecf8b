package io.serviceping.plan.aggregate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The aggregate functions that shared scans support. */
public final class AggregateFunctions {
    /** In the order of the reference documentation. */
    public static final List<AggregateFunction> ALL = Stream.<AggregateFunction[]>of(
                    Count.values(),
                    CountDistinct.values(),
                    Sum.values(),
                    Average.values(),
                    MinMax.values(),
                    BoolAndOr.values())
            .flatMap(Arrays::stream)
            .toList();

    private AggregateFunctions() {}

    public static boolean isKnown(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ALL.stream().anyMatch(function -> function.calledAs().contains(lower));
    }

    /** The function of a call. Empty: it is not supported, such as {@code sum(distinct x)}. */
    public static Optional<AggregateFunction> find(String name, AggregateFunction.Input input) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(function ->
                        function.input() == input && function.calledAs().contains(lower))
                .findFirst();
    }
}
