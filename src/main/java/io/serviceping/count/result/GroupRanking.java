package io.serviceping.count.result;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The order of an object's groups, and what becomes of too many: the largest stay, the others are folded into one. This is
 * the one rule for metrics that share a scan and for those that run as written.
 */
public final class GroupRanking {
    /** The most groups of an object. */
    public static final int MOST_GROUPS = 100;

    /** Where the value of the groups stands that were folded, unless a group has that key. */
    private static final String OTHER = "other";

    /** The largest value first, those without one last; equal ones by their keys. */
    private static final Comparator<Map.Entry<String, MetricValue>> LARGEST_FIRST = Comparator.comparing(
                    (Map.Entry<String, MetricValue> group) -> !(group.getValue() instanceof MetricValue.Numeric))
            .thenComparing(group -> number(group.getValue()), Comparator.reverseOrder())
            .thenComparing(Map.Entry::getKey);

    private GroupRanking() {}

    /** Computes the value of several groups together. */
    @FunctionalInterface
    public interface Rest {
        /** The value, or empty where it cannot be told. */
        Optional<MetricValue> of(Set<String> keys);
    }

    /** The largest first; of more than {@link #MOST_GROUPS} the largest, and the rest as one. */
    public static MetricValue.Grouped largestFirst(Map<String, MetricValue> groups, Rest rest) {
        List<Map.Entry<String, MetricValue>> ranked = new ArrayList<>(groups.entrySet());
        ranked.sort(LARGEST_FIRST);
        boolean fits = ranked.size() <= MOST_GROUPS;
        int kept = fits ? ranked.size() : MOST_GROUPS - 1;
        Map<String, MetricValue> values = new LinkedHashMap<>();
        ranked.subList(0, kept).forEach(group -> values.put(group.getKey(), group.getValue()));
        if (fits) {
            return new MetricValue.Grouped(values);
        }
        Set<String> folded = new LinkedHashSet<>();
        ranked.subList(kept, ranked.size()).forEach(group -> folded.add(group.getKey()));
        Optional<MetricValue> together = rest.of(folded);
        Optional<String> key = together.map(value -> freeKey(groups.keySet()));
        key.ifPresent(name -> values.put(name, together.orElseThrow()));
        return new MetricValue.Grouped(values, Optional.of(new MetricValue.Cut(kept, folded.size(), key)));
    }

    private static String freeKey(Set<String> taken) {
        String key = OTHER;
        for (int number = 2; taken.contains(key); number++) {
            key = OTHER + "_" + number;
        }
        return key;
    }

    private static BigDecimal number(MetricValue value) {
        return value instanceof MetricValue.Numeric numeric ? numeric.value() : BigDecimal.ZERO;
    }
}
