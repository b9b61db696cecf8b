package io.serviceping.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/**
 * Moves what a spool holds into the database. Each transaction raises the spool's generation in the ledger. So the ledger
 * tells, whenever the process dies, which of the spool's two vectors is what the database has.
 */
final class SpoolFlush {
    private final Spool spool;
    private final Banks banks;
    private final MemberLog log;
    private final MemberKey key;
    private final InstantSource clock;

    SpoolFlush(Spool spool, Banks banks, MemberLog log, MemberKey key, InstantSource clock) {
        this.spool = spool;
        this.banks = banks;
        this.log = log;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Writes all that was counted before this call.
     *
     * @param dead the process of the spool is dead
     * @param last nothing will be counted after this
     * @return the days and events that were counted
     */
    List<EventStore.Daily> run(Connection connection, Dialect dialect, boolean dead, boolean last) throws SQLException {
        long tail = log.tail();
        List<EventStore.Daily> daily = transaction(connection, dialect, dead, last);
        for (long head = -1; log.head() > head && log.head() < tail; ) {
            head = log.head();
            transaction(connection, dialect, dead, last);
        }
        return daily;
    }

    private List<EventStore.Daily> transaction(Connection connection, Dialect dialect, boolean dead, boolean last)
            throws SQLException {
        EventStore store = new EventStore(connection, dialect, clock.instant());
        long ledger = lock(store);
        if (ledger == spool.generation() + 1) {
            // The answer to the last commit was lost.
            spool.setGeneration(ledger);
        }
        long next = spool.generation() + 1;
        Batch[] taken = new Batch[1];
        banks.hold(true, () -> taken[0] = Batch.take(spool, log, Recording.today(clock), dead));
        Batch batch = taken[0];
        store.write(batch);
        if (!store.advance(spool.name(), ledger, next, last)) {
            throw new SQLException("Another process has written the spool " + spool.name());
        }
        connection.commit();
        banks.hold(false, () -> spool.setGeneration(next));
        log.clear(batch.logEnd());
        return batch.daily();
    }

    /** A ledger without the row, or with another generation, is that of a restored database: the spool knows better. */
    private long lock(EventStore store) throws SQLException {
        var ledger = store.lockGeneration(spool.name());
        if (ledger.isPresent()) {
            return ledger.getAsLong();
        }
        store.insertSpool(spool, key);
        return spool.generation();
    }
}
