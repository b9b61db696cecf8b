package io.serviceping.events;

import io.serviceping.events.Directory.Loss;
import io.serviceping.events.store.JournalRow;
import java.lang.invoke.MethodHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Counts one event into the recording of its tracker. */
final class SpoolCounter implements Counter {
    private static final MethodHandle COUNT =
            Recording.count(SpoolCounter.class, Recording.class, int.class, long.class, Who.class);

    private final RunningTracker tracker;
    private final EventDefinition event;
    private final int firstCell;
    private final int cells;
    private final long mostSum;
    private final int[][] sets;
    private final long domain;
    private final boolean keepsMembers;
    private final String definition;

    private final MethodHandle counting = COUNT;

    /** Empty: switched off. */
    private volatile Optional<Recording> recording = Optional.empty();

    SpoolCounter(RunningTracker tracker, EventDefinition event, Directory directory) {
        this.tracker = tracker;
        this.event = event;
        this.firstCell = directory.firstCell(event);
        this.cells = event.cells();
        this.mostSum = event.sum().map(EventDefinition.Sum::most).orElse(-1L);
        this.sets = directory.setsOf(event);
        this.domain = event.domain();
        this.keepsMembers = tracker.keepsMembers();
        this.definition = event.text();
    }

    @Override
    public void add(int cell, long sum, Who who) {
        Optional<Recording> now = recording;
        if (now.isPresent()) {
            try {
                counting.invokeExact(this, now.get(), cell, sum, who);
            } catch (Throwable e) {
                tracker.failed(now.get(), e);
            }
        }
    }

    @Override
    public void addValues(long sum, Who who, String... values) {
        Optional<Recording> now = recording;
        if (now.isPresent()) {
            add(cell(now.get(), values), sum, who);
        }
    }

    @Override
    public void add(Connection connection, int cell, long sum, Who who) throws SQLException {
        Optional<Recording> now = recording;
        if (now.isPresent()) {
            try {
                write(now.get(), connection, cell, sum, who);
            } catch (RuntimeException e) {
                tracker.failed(now.get(), e);
            }
        }
    }

    private void write(Recording now, Connection connection, int cell, long sum, Who who) throws SQLException {
        if (!event.transactional()) {
            tracker.wrongWay(event);
            add(cell, sum, who);
        } else if (tracker.definitions().refuses(event)) {
            now.lose(Loss.EVENT);
        } else if (!tracker.isOff(event, connection)) {
            JournalRow row = new JournalRow(
                    now.today(),
                    event.number(),
                    definition,
                    checkedCell(now, cell),
                    checkedSum(now, sum),
                    members(now, who));
            row.write(connection);
        }
    }

    @Override
    public void addValues(Connection connection, long sum, Who who, String... values) throws SQLException {
        Optional<Recording> now = recording;
        if (now.isPresent()) {
            add(connection, cell(now.get(), values), sum, who);
        }
    }

    private int cell(Recording now, String... values) {
        boolean isWhole = values != null && !Arrays.asList(values).contains(null);
        List<String> list = isWhole ? List.of(values) : List.of();
        Optional<Integer> cell = event.cell(list);
        if (cell.isEmpty() || !event.knows(list)) {
            tracker.wrong(now, Loss.VALUE, event.name() + " has other properties or values");
        }
        return cell.orElse(cells - 1);
    }

    EventDefinition event() {
        return event;
    }

    void use(Optional<Recording> next) {
        recording = next;
    }

    /** The handle calls it. */
    void count(Recording now, int cell, long sum, Who who) {
        if (event.transactional()) {
            tracker.wrongWay(event);
        }
        int counted = checkedCell(now, cell);
        long added = checkedSum(now, sum);
        long day = now.today();
        now.count(day, firstCell + counted, added);
        for (Who one = who; !one.isAnonymous(); one = one.next()) {
            member(now, day, counted, one);
        }
    }

    private int checkedCell(Recording now, int cell) {
        if (cell >= 0 && cell < cells) {
            return cell;
        }
        tracker.wrong(now, Loss.VALUE, event.name() + " has no cell " + cell);
        return cells - 1;
    }

    private long checkedSum(Recording now, long sum) {
        if (sum == 0 || (sum > 0 && sum <= mostSum)) {
            return sum;
        }
        tracker.wrong(now, Loss.SUM, event.name() + " has no such sum: at most " + mostSum);
        return 0;
    }

    private String members(Recording now, Who who) {
        StringBuilder members = new StringBuilder();
        for (Who one = who; !one.isAnonymous(); one = one.next()) {
            int kind = one.kind().number();
            if (sets[kind].length == 0) {
                unknownIdentifier(now, one);
            } else if (keepsMembers) {
                members.append(JournalRow.entry(kind, one.member(tracker.key(), domain)));
            }
        }
        return members.toString();
    }

    private void unknownIdentifier(Recording now, Who who) {
        tracker.wrong(now, Loss.MEMBER, event.name() + " has no identifier " + who.kind());
    }

    private void member(Recording now, long day, int cell, Who who) {
        int[] bySet = sets[who.kind().number()];
        if (bySet.length == 0) {
            unknownIdentifier(now, who);
        } else if (keepsMembers && !now.member(day, bySet[cell], who.member(tracker.key(), domain))) {
            now.lose(Loss.MEMBER);
        }
        if (now.log().isNearlyFull()) {
            tracker.wake();
        }
    }
}
