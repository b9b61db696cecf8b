package io.serviceping.event;

import io.serviceping.definition.EventQuery;
import io.serviceping.definition.EventQuery.Need;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.sql.MetricSelect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL of a valid metric over events.
 *
 * @param where the words that each property must have one of
 * @param by a property; empty: one value
 */
record EventSql(List<EventDefinition> events, EventValue value, Map<String, Set<String>> where, Optional<String> by) {
    EventQuery query() {
        boolean unique = value instanceof EventValue.Unique;
        String group = by.map(this::words).orElse("");
        String sql = "select " + (group.isEmpty() ? "" : group + ", ") + aggregate() + "\nfrom "
                + (unique ? "product_event_member" : "product_event_daily") + "\nwhere " + condition()
                + (group.isEmpty() ? "" : "\ngroup by " + group);
        return new EventQuery(
                sql,
                new TimestampColumn(unique ? "in_week" : "on_day", TimestampUnit.DATE),
                events.stream().map(EventDefinition::name).toList(),
                events.stream().flatMap(this::needs).toList(),
                Optional.empty(),
                unique ? Optional.of(sketches(group)) : Optional.empty());
    }

    /** An application that does not know it has counted something else: nobody, or {@code other}. */
    private Stream<Need> needs(EventDefinition event) {
        List<Need> needs = new ArrayList<>();
        if (value instanceof EventValue.Unique unique) {
            needs.add(new Need(event.name(), "identifier", unique.word(), Set.of()));
        }
        for (EventProperty property : event.properties()) {
            Set<String> words = new TreeSet<>(where.getOrDefault(property.name(), Set.of()));
            by.filter(property.name()::equals).ifPresent(any -> words.addAll(property.values()));
            words.remove(EventProperty.OTHER);
            if (!words.isEmpty()) {
                needs.add(new Need(event.name(), "property", property.name(), words));
            }
        }
        return needs.stream();
    }

    /** Sets of members that are more than their rows. */
    private MetricSelect sketches(String group) {
        return CompanionMetrics.parsed("select " + (group.isEmpty() ? "null" : group)
                + ", registers\nfrom product_event_sketch\nwhere " + condition());
    }

    private String aggregate() {
        if (value instanceof EventValue.Total) {
            return "coalesce(sum(total), 0)";
        } else if (value instanceof EventValue.Sum) {
            return "coalesce(sum(value_sum), 0)";
        } else if (value instanceof EventValue.Average) {
            return "sum(value_sum) / nullif(sum(total), 0)";
        }
        return "count(distinct member)";
    }

    private String condition() {
        String rows = rows(event -> cells(event).with(where));
        return value instanceof EventValue.Unique unique
                ? rows + " and kind = " + unique.kind().orElseThrow().number()
                : rows;
    }

    /** The word of a row's cell for the property that the metric is grouped by. */
    private String words(String property) {
        Map<String, Map<EventDefinition, List<Integer>>> cells = new LinkedHashMap<>();
        for (EventDefinition event : events) {
            cells(event)
                    .byWord(property)
                    .forEach((word, ofWord) -> cells.computeIfAbsent(word, any -> new LinkedHashMap<>())
                            .put(event, ofWord));
        }
        cells.remove(EventProperty.OTHER);
        return cells.entrySet().stream()
                .map(entry -> " when " + rows(event -> entry.getValue().getOrDefault(event, List.of())) + " then '"
                        + entry.getKey() + "'")
                .collect(Collectors.joining("", "case", " else '" + EventProperty.OTHER + "' end"));
    }

    /** A condition that rows of these cells satisfy; of an event whose cells are all wanted, every row. */
    private String rows(Function<EventDefinition, List<Integer>> wanted) {
        List<Integer> whole = new ArrayList<>();
        List<String> alternatives = new ArrayList<>();
        for (EventDefinition event : events) {
            List<Integer> cells = wanted.apply(event);
            if (cells.size() == cells(event).size()) {
                whole.add(event.number());
            } else if (!cells.isEmpty()) {
                alternatives.add("event = " + event.number() + " and " + in("cell", cells));
            }
        }
        if (!whole.isEmpty()) {
            alternatives.add(0, in("event", whole));
        }
        return alternatives.size() == 1 ? alternatives.get(0) : "(" + String.join(" or ", alternatives) + ")";
    }

    private Cells cells(EventDefinition event) {
        return value instanceof EventValue.Unique unique
                ? event.cells(unique.kind().orElseThrow())
                : event.cells();
    }

    private static String in(String column, List<Integer> numbers) {
        return numbers.size() == 1
                ? column + " = " + numbers.get(0)
                : column + " in (" + numbers.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    }
}
