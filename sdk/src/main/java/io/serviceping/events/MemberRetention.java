package io.serviceping.events;

import io.serviceping.events.EventDefinition.Identifier;
import io.serviceping.events.store.EventStore;
import io.serviceping.events.store.EventStore.Daily;
import io.serviceping.events.store.EventStore.Member;
import io.serviceping.events.store.MemberSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How long members are kept.
 *
 * @param weeks whole weeks; 0: none are stored, and each set says that they are missing
 */
record MemberRetention(int weeks) {
    /** Metrics over 28 days read four whole weeks, in the week after. */
    static final int LEAST_WEEKS = 5;

    MemberRetention {
        if (weeks != 0 && weeks < LEAST_WEEKS) {
            throw new IllegalArgumentException(
                    "keepMembers must be 0 or at least " + LEAST_WEEKS + " weeks but was " + weeks);
        }
    }

    boolean keeps() {
        return weeks > 0;
    }

    void write(EventStore store, Batch batch, EventCatalogue catalogue) throws SQLException {
        if (keeps()) {
            store.addMembers(batch.members());
        } else {
            store.markMissing(missing(batch, catalogue));
        }
    }

    /** Members of weeks before this day are old. What was stored before the setting was 0 is deleted as usual. */
    long firstDay(long today) {
        return Recording.firstDay(Recording.weekOf(today) - Math.max(weeks, LEAST_WEEKS));
    }

    /** A spool of a process with another setting has members in its log. */
    private static TreeSet<MemberSet> missing(Batch batch, EventCatalogue catalogue) {
        TreeSet<MemberSet> missing = new TreeSet<>();
        for (Member member : batch.members()) {
            missing.add(MemberSet.of(member));
        }
        for (Daily row : batch.daily()) {
            long monday = Recording.monday(row.day());
            Optional<EventDefinition> event = catalogue.event(row.event());
            for (Identifier identifier : event.map(EventDefinition::identifiers).orElse(List.of())) {
                int set = event.orElseThrow().set(identifier, row.cell());
                missing.add(new MemberSet(monday, row.event(), identifier.kind().number(), set));
            }
        }
        return missing;
    }
}
