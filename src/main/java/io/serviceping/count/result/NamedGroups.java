package io.serviceping.count.result;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Groups under the keys that they are sent with, in the order in which they came.
 *
 * @param nullKey the key of the group of NULL; empty where there is none
 */
record NamedGroups(Map<String, MetricValue> values, Optional<String> nullKey) {
    private static final String NULL = "null";

    /** The groups of an answer, by their keys as the database has them. */
    static NamedGroups of(Map<@Nullable String, MetricValue> groups) throws AnswerReader.UnexpectedAnswer {
        Optional<String> nullKey =
                groups.containsKey(null) ? Optional.of(GroupRanking.freeKey(NULL, groups.keySet())) : Optional.empty();
        Map<String, MetricValue> values = new LinkedHashMap<>();
        for (Map.Entry<@Nullable String, MetricValue> group : groups.entrySet()) {
            String key = group.getKey();
            values.put(key == null ? nullKey.orElseThrow() : AnswerReader.sendable(key), group.getValue());
        }
        return new NamedGroups(values, nullKey);
    }

    /** The database's own keys of the groups of those names. */
    Set<@Nullable String> keysOf(Set<String> names) {
        Set<@Nullable String> keys = new HashSet<>();
        names.forEach(name -> keys.add(nullKey.filter(name::equals).isPresent() ? null : name));
        return keys;
    }

    /** These groups, or what is left of them, with the key of NULL where it is not the usual one. */
    MetricValue.Grouped named(MetricValue.Grouped some) {
        return new MetricValue.Grouped(
                some.values(),
                some.cut(),
                nullKey.filter(key -> !key.equals(NULL) && some.values().containsKey(key)));
    }
}
