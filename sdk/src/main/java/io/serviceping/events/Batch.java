package io.serviceping.events;

import io.serviceping.events.Directory.Loss;
import io.serviceping.events.EventDefinition.Identifier;
import io.serviceping.events.store.EventStore.Daily;
import io.serviceping.events.store.EventStore.Member;
import io.serviceping.events.store.JournalRow;
import io.serviceping.events.store.Switches;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one transaction writes: the difference between a spool's counters and what the database has, and some members of
 * its log. All in the order of the tables' keys, so that the transactions of several processes cannot deadlock.
 */
final class Batch {
    private static final int MOST_MEMBERS = 10_000;
    private static final int DAYS_AHEAD = 2;
    private static final int DAYS_BEHIND = 40;
    private static final Comparator<Daily> CELL_ORDER =
            Comparator.comparingLong(Daily::day).thenComparingInt(Daily::event).thenComparingInt(Daily::cell);
    private static final Comparator<Member> KEY_ORDER = Comparator.comparingLong(Member::monday)
            .thenComparingInt(Member::event)
            .thenComparingInt(Member::kind)
            .thenComparingInt(Member::cell)
            .thenComparingLong(Member::member);

    private final Spool spool;
    private final long today;
    private final TreeMap<Daily, Daily> daily = new TreeMap<>(CELL_ORDER);
    private final TreeSet<Member> members = new TreeSet<>(KEY_ORDER);
    private final TreeMap<Daily, Daily> losses = new TreeMap<>(CELL_ORDER);
    private long logEnd;

    private Batch(Spool spool, long today) {
        this.spool = spool;
        this.today = today;
    }

    /** Takes what is new, and notes all counters as those of the next generation. */
    static Batch take(Spool spool, MemberLog log, long today, boolean dead) {
        Batch batch = new Batch(spool, today);
        for (int bank = 0; bank < Layout.BANKS; bank++) {
            batch.takeBank(bank);
        }
        batch.takeMembers(log, dead);
        return batch;
    }

    /**
     * Adds an event of the journal. One of long ago was written then: the database was not asked since.
     *
     * @param fits whether it was counted by a definition that means the same here
     */
    void add(JournalRow row, boolean fits) {
        if (row.day() > today + DAYS_AHEAD) {
            lose(today, Loss.CLOCK, 1);
        } else if (!fits) {
            lose(row.day(), Loss.EVENT, 1);
        } else {
            add(daily, new Daily(row.day(), row.event(), row.cell(), 1, row.sum()));
            EventDefinition event =
                    spool.directory().catalogue().event(row.event()).orElseThrow();
            for (Identifier identifier : event.identifiers()) {
                int kind = identifier.kind().number();
                int set = event.set(identifier, row.cell());
                row.members(kind)
                        .forEach(member ->
                                members.add(new Member(Recording.monday(row.day()), row.event(), kind, set, member)));
            }
        }
    }

    /** Leaves out what is switched off, and returns whether there was anything of it. */
    boolean leaveOut(Switches switches) {
        Set<Integer> off = spool.directory().catalogue().events().stream()
                .filter(event -> switches.isOff(event.category()))
                .map(EventDefinition::number)
                .collect(Collectors.toSet());
        boolean any = daily.keySet().removeIf(row -> off.contains(row.event()));
        any |= members.removeIf(member -> off.contains(member.event()));
        if (switches.all()) {
            any |= !losses.isEmpty();
            losses.clear();
        }
        return any;
    }

    /** Makes losses of these events. */
    void refuse(Set<Integer> events) {
        daily.keySet().removeIf(row -> {
            boolean refused = events.contains(row.event());
            if (refused) {
                lose(row.day(), Loss.EVENT, row.total());
            }
            return refused;
        });
        members.removeIf(member -> events.contains(member.event()));
    }

    /** Of what was added to these rows, the sums are not all there. */
    void loseSums(List<Daily> stored) {
        for (Daily row : stored) {
            Daily added = daily.get(row);
            if (added != null && added.sum() > 0) {
                lose(added.day(), Loss.SUM, added.total());
            }
        }
    }

    List<Daily> daily() {
        return List.copyOf(daily.values());
    }

    List<Member> members() {
        return List.copyOf(members);
    }

    List<Daily> losses() {
        return List.copyOf(losses.values());
    }

    /** The first entry of the log that is not in this batch. */
    long logEnd() {
        return logEnd;
    }

    private void takeBank(int bank) {
        long generation = spool.generation();
        long day = spool.words().get(Layout.LABELS_AT + bank * Long.BYTES);
        for (int cell = 0; cell < spool.layout().cells(); cell++) {
            long total = spool.total(bank, cell);
            long sum = spool.sum(bank, cell);
            spool.store(generation + 1, bank, cell, total, sum);
            // A spool that somebody has changed must not reduce what is stored.
            long newTotal = Math.max(0, total - spool.storedTotal(generation, bank, cell));
            long newSum = Math.max(0, sum - spool.storedSum(generation, bank, cell));
            if (newTotal > 0 || newSum > 0) {
                add(day, spool.directory().cell(cell), newTotal, newSum);
            }
        }
    }

    private void add(long day, long cellName, long total, long sum) {
        int event = Directory.eventOf(cellName);
        int cell = Directory.cellOf(cellName);
        if (!isNear(day)) {
            lose(today, Loss.CLOCK, total);
        } else if (event == 0) {
            add(losses, new Daily(day, 0, cell, total, 0));
        } else {
            add(daily, new Daily(day, event, cell, total, sum));
        }
    }

    private void lose(long day, Loss loss, long events) {
        add(losses, new Daily(day, 0, loss.number(), events, 0));
    }

    private static void add(Map<Daily, Daily> rows, Daily row) {
        rows.merge(row, row, Daily::plus);
    }

    /** Holes of a living process are filled soon, and those of a dead one never. */
    private void takeMembers(MemberLog log, boolean dead) {
        long tail = log.tail();
        logEnd = log.head();
        while (logEnd < tail && members.size() < MOST_MEMBERS && (dead || !log.isHole(logEnd))) {
            long monday = Recording.firstDay(log.week(logEnd));
            if (!log.isHole(logEnd) && isNear(monday)) {
                long name = spool.directory().set(log.set(logEnd));
                members.add(new Member(
                        monday,
                        Directory.eventOf(name),
                        Directory.kindOf(name),
                        Directory.cellOf(name),
                        log.member(logEnd)));
            }
            logEnd++;
        }
    }

    private boolean isNear(long day) {
        return day <= today + DAYS_AHEAD && day >= today - DAYS_BEHIND;
    }
}
