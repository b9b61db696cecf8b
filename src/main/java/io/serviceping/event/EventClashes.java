package io.serviceping.event;

import io.serviceping.definition.file.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What definitions of events must not share, and how many cells they may have together. */
final class EventClashes {
    static final int MOST_CELLS = 4096;

    private EventClashes() {}

    /** A name or number taken twice is reported at the later definition, or at the one that is not removed. */
    static List<Problem> among(List<EventClaim> claims) {
        List<Problem> problems = new ArrayList<>();
        Map<String, EventClaim> names = new HashMap<>();
        Map<Integer, EventClaim> numbers = new HashMap<>();
        claims.stream()
                .sorted(Comparator.comparing(EventClaim::removed).reversed())
                .forEach(claim -> {
                    EventClaim sameName = names.putIfAbsent(claim.name(), claim);
                    EventClaim sameNumber = numbers.putIfAbsent(claim.number(), claim);
                    if (sameName != null) {
                        problems.add(problem(claim, claim.nameLine(), "name: is taken by " + sameName.place()));
                    }
                    if (sameNumber != null) {
                        problems.add(problem(
                                claim,
                                claim.numberLine(),
                                "number: " + claim.number() + " is taken by " + sameNumber.name() + " of "
                                        + sameNumber.place()));
                    }
                });
        return problems;
    }

    /** Reported at the event with which the cells become too many, in the order of the numbers. */
    static List<Problem> tooManyCells(List<EventDefinition> events) {
        int cells = 0;
        for (EventDefinition event : events) {
            cells += event.cells().size();
            if (cells > MOST_CELLS) {
                int all = events.stream().mapToInt(one -> one.cells().size()).sum();
                return List.of(new Problem(
                        event.file(),
                        event.line(),
                        event.name(),
                        "properties: all events together have " + all + " cells, but may have " + MOST_CELLS
                                + ": take fewer properties or smaller rooms, or remove events"));
            }
        }
        return List.of();
    }

    private static Problem problem(EventClaim claim, int line, String message) {
        return new Problem(claim.file(), line, claim.name(), message);
    }
}
