package io.serviceping.plan.aggregate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The aggregate functions that shared scans know. */
public final class AggregateFunctions {
    /** Each one, in the order of the reference. */
    public static final List<AggregateFunction> ALL = Stream.<AggregateFunction[]>of(
                    CountRows.values(),
                    CountValues.values(),
                    CountDistinct.values(),
                    Sum.values(),
                    Average.values(),
                    MinMax.values(),
                    BoolAndOr.values())
            .flatMap(Arrays::stream)
            .toList();

    private AggregateFunctions() {}

    /** Whether any of them is called like that. */
    public static boolean isKnown(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ALL.stream().anyMatch(function -> function.calledAs().contains(lower));
    }

    /** The function of a call; empty for one that is not known, such as {@code sum(distinct x)}. */
    public static Optional<AggregateFunction> find(String name, AggregateFunction.Input input) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(function ->
                        function.input() == input && function.calledAs().contains(lower))
                .findFirst();
    }
}
