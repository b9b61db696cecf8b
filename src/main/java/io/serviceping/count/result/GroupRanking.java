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
import org.jspecify.annotations.Nullable;

/**
 * Ranks an object's groups: the largest stay, and those beyond the limit are folded into one. Shared scans and metrics
 * that run as written use this same rule.
 */
public final class GroupRanking {
    /** Maximum groups of an object. */
    public static final int MOST_GROUPS = 100;

    /** Key of the folded groups, unless a group has it. */
    private static final String OTHER = "other";

    /** Largest value first; groups without a number last; ties by key. */
    private static final Comparator<Map.Entry<String, MetricValue>> LARGEST_FIRST = Comparator.comparing(
                    (Map.Entry<String, MetricValue> group) -> !(group.getValue() instanceof MetricValue.Numeric))
            .thenComparing(group -> number(group.getValue()), Comparator.reverseOrder())
            .thenComparing(Map.Entry::getKey);

    private GroupRanking() {}

    /** Computes the value of several groups together. */
    @FunctionalInterface
    public interface Rest {
        /**
         * Empty: the value cannot be computed.
         *
         * @param keys the groups by their keys as the database has them
         */
        Optional<MetricValue> of(Set<@Nullable String> keys);
    }

    /**
     * Ranks the groups; folds those beyond {@link #MOST_GROUPS} into one.
     *
     * @param groups by their keys as the database has them
     */
    public static MetricValue.Grouped largestFirst(Map<@Nullable String, MetricValue> groups, Rest rest)
            throws AnswerReader.UnexpectedAnswer {
        NamedGroups named = NamedGroups.of(groups);
        return named.named(ranked(named, rest));
    }

    private static MetricValue.Grouped ranked(NamedGroups named, Rest rest) {
        Map<String, MetricValue> groups = named.values();
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
        Optional<MetricValue> together = rest.of(named.keysOf(folded));
        Optional<String> key = together.map(value -> freeKey(OTHER, groups.keySet()));
        key.ifPresent(name -> values.put(name, together.orElseThrow()));
        return new MetricValue.Grouped(values, Optional.of(new MetricValue.Cut(kept, folded.size(), key)));
    }

    /** That name, or the first with a number that no group has. */
    static String freeKey(String name, Set<@Nullable String> taken) {
        String key = name;
        for (int number = 2; taken.contains(key); number++) {
            key = name + "_" + number;
        }
        return key;
    }

    private static BigDecimal number(MetricValue value) {
        return value instanceof MetricValue.Numeric numeric ? numeric.value() : BigDecimal.ZERO;
    }
}
