package io.serviceping.events;

import io.serviceping.events.store.EventStore;
import io.serviceping.events.store.EventStore.Daily;
import io.serviceping.events.store.EventStore.Member;
import io.serviceping.events.store.EventStore.Seen;
import io.serviceping.events.store.JournalRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The definitions in the database, by which its counts were counted. An event is noted in the transaction that first writes a
 * count of it, and again each day. A definition that contradicts the noted one is refused: its events become losses.
 */
final class NotedDefinitions {
    private final EventCatalogue catalogue;
    /** The last day on which each event was noted. */
    private final Map<Integer, Long> noted = new HashMap<>();
    /** The same, not yet committed. */
    private final Map<Integer, Long> noting = new TreeMap<>();
    /** The parts that contradict. */
    private final Map<Integer, List<String>> refused = new ConcurrentSkipListMap<>();
    /** Whether definitions of the journal mean the same here. */
    private final Map<String, Boolean> fitting = new HashMap<>();
    /** At first all: an event may have had another durability before. */
    private boolean allMayBeInJournal = true;

    NotedDefinitions(EventCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    EventCatalogue catalogue() {
        return catalogue;
    }

    /** Compares the whole catalogue. */
    void check(EventStore store) throws SQLException {
        refused.putAll(catalogue.contradictions(store.definitions()));
    }

    Set<Integer> refused() {
        return Set.copyOf(refused.keySet());
    }

    boolean refuses(EventDefinition event) {
        return refused.containsKey(event.number());
    }

    /** The events whose rows in the journal mean what they mean here. */
    List<Integer> inJournal() {
        return catalogue.events().stream()
                .filter(event -> (allMayBeInJournal || event.transactional()) && !refuses(event))
                .map(EventDefinition::number)
                .toList();
    }

    /** Whether the row means here what its writer meant, who may not yet have known that another node contradicts. */
    boolean fits(JournalRow row) {
        return fitting.computeIfAbsent(
                row.definition(),
                text -> catalogue.contradictions(Map.of(row.event(), text)).isEmpty());
    }

    /** What to do about refused events; empty: there are none. */
    String problem() {
        List<String> changed = new ArrayList<>();
        refused.forEach((event, parts) -> changed.add("event " + event + " (" + String.join(", ", parts) + ")"));
        return changed.isEmpty()
                ? ""
                : "Not counted, as stored counts would get another meaning: " + String.join(", ", changed)
                        + ". Restore these parts, or define new events";
    }

    /**
     * Notes the events that were counted, at most once a day.
     *
     * @return false if some of them are refused from now on: then nothing was noted
     */
    boolean note(EventStore store, List<Daily> daily) throws SQLException {
        noting.clear();
        for (Daily row : daily) {
            if (catalogue.event(row.event()).isPresent() && noted.getOrDefault(row.event(), Banks.NO_DAY) < row.day()) {
                noting.merge(row.event(), row.day(), Math::max);
            }
        }
        if (noting.isEmpty()) {
            return true;
        }
        // Of two nodes that write the same new event, one waits here, and then reads what the other has written.
        store.enter(seen(Map.of()));
        Map<Integer, String> texts = store.lockDefinitions();
        refused.putAll(catalogue.contradictions(texts));
        boolean allowed = Collections.disjoint(noting.keySet(), refused.keySet());
        if (allowed) {
            store.describe(seen(EventCatalogue.definitions(texts)));
        }
        return allowed;
    }

    private List<Seen> seen(Map<Integer, EventDefinition> stored) {
        List<Seen> seen = new ArrayList<>();
        noting.forEach((number, day) -> {
            EventDefinition event = catalogue.event(number).orElseThrow();
            seen.add(event.including(stored.getOrDefault(number, event)).seen(day));
        });
        return seen;
    }

    void committed() {
        noted.putAll(noting);
        noting.clear();
        allMayBeInJournal = false;
    }

    /** Somebody's members in all events, also in those that the catalogue no longer has. */
    List<Member> members(EventStore store, List<Who> people, MemberKey key) throws SQLException {
        Map<Integer, EventDefinition> events = EventCatalogue.definitions(store.definitions());
        catalogue.events().forEach(event -> events.putIfAbsent(event.number(), event));
        return people.stream()
                .flatMap(who -> Stream.iterate(who, one -> !one.isAnonymous(), Who::next))
                .flatMap(who -> events.values().stream()
                        .map(event ->
                                new Member(0, event.number(), who.kind().number(), 0, who.member(key, event.domain()))))
                .toList();
    }
}
