package io.serviceping.events;

import io.serviceping.events.Directory.Loss;
import io.serviceping.events.store.EventStore;
import io.serviceping.events.store.JournalRow;
import io.serviceping.events.store.Switches;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.DataFormatException;

/**
 * Moves what a spool holds into the database. Each transaction raises the spool's generation in the ledger. So the ledger
 * tells, whenever the process dies, which of the spool's two vectors is what the database has.
 */
final class SpoolFlush {
    private final Spool spool;
    private final Banks banks;
    private final MemberLog log;
    private final NotedDefinitions definitions;
    private final RunningTracker tracker;
    private final MemberRetention members;
    private final InstantSource clock;

    SpoolFlush(
            Banks banks,
            MemberLog log,
            NotedDefinitions definitions,
            RunningTracker tracker,
            MemberRetention members,
            InstantSource clock) {
        this.spool = banks.spool();
        this.banks = banks;
        this.log = log;
        this.definitions = definitions;
        this.tracker = tracker;
        this.members = members;
        this.clock = clock;
    }

    /**
     * Writes all that was counted before this call.
     *
     * @param dead the process of the spool is dead
     * @param last nothing will be counted after this
     * @throws DataFormatException if the database has more of this spool than the spool knows
     */
    void run(EventStore store, boolean dead, boolean last) throws SQLException, DataFormatException {
        long tail = log.tail();
        boolean more = transaction(store, dead, last);
        for (long head = -1; more || (log.head() > head && log.head() < tail); ) {
            head = log.head();
            more = transaction(store, dead, last);
        }
    }

    /** Returns whether there may be more in the journal. */
    private boolean transaction(EventStore store, boolean dead, boolean last) throws SQLException, DataFormatException {
        Instant now = clock.instant();
        long ledger = lock(store, now);
        if (ledger == spool.attempt()) {
            // The answer to the last commit was lost.
            spool.setGeneration(ledger);
        } else if (ledger > spool.generation()) {
            refuse(store, ledger, now);
        }
        long next = spool.nextGeneration();
        // A dead process's catalogue may be old: this one's adds up the journal.
        List<JournalRow> journal = dead ? List.of() : store.takeJournal(definitions.inJournal());
        Batch batch = take(dead, journal, Math.min(Recording.today(clock), store.today()));
        leaveOut(batch, tracker.apply(store.switches()));
        do {
            batch.refuse(definitions.refused());
        } while (!definitions.note(store, batch.daily()));
        batch.loseSums(store.addDaily(batch.daily()));
        spool.setAttempt(next);
        members.write(store, batch, definitions.catalogue());
        store.addLosses(batch.losses(), Loss::reason);
        if (!store.advance(spool.name(), ledger, next, last, now)) {
            throw new SQLException("Another process has written the spool " + spool.name());
        }
        store.commit();
        banks.hold(false, () -> spool.setGeneration(next));
        log.clear(batch.logEnd());
        definitions.committed();
        return EventStore.isSlice(journal);
    }

    private Batch take(boolean dead, List<JournalRow> journal, long today) {
        Batch[] taken = new Batch[1];
        banks.hold(true, () -> taken[0] = Batch.take(spool, log, today, dead));
        journal.forEach(row -> taken[0].add(row, definitions.fits(row)));
        return taken[0];
    }

    /**
     * The switch was read when all this had been counted. So nothing is written that was counted while it said off; of what was
     * counted before it was read, nobody knows.
     */
    private void leaveOut(Batch batch, Switches switches) {
        if (batch.leaveOut(switches)) {
            TrackerBuilder.log(
                    Level.INFO, "Events are switched off: what was counted before the switch was read is not written.");
        }
    }

    /** A snapshot was restored, or cloned: what of the spool is stored already, nobody can tell. */
    private void refuse(EventStore store, long ledger, Instant now) throws SQLException, DataFormatException {
        boolean unused = store.advance(spool.name(), ledger, ledger, true, now);
        store.commit();
        throw new DataFormatException("it is a copy, and older than what the database has of it");
    }

    /** A ledger without the row, or with an older generation, is that of a restored database: the spool knows better. */
    private long lock(EventStore store, Instant now) throws SQLException {
        var ledger = store.lockGeneration(spool.name());
        if (ledger.isPresent()) {
            return ledger.getAsLong();
        }
        store.insertSpool(spool.name(), spool.durable(), tracker.key().fingerprint(), spool.generation(), now);
        return spool.generation();
    }
}
