package io.serviceping.events;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Counts the events of an application in the tables {@code product_event_*} of its own database. Thread-safe. When a call
 * of a counter has returned, a kill of the process does not lose the event.
 */
public interface EventTracker extends AutoCloseable {
    /** A tracker for the events of this catalogue. */
    static Builder builder(EventCatalogue catalogue) {
        return new TrackerBuilder(catalogue);
    }

    /** Counts nothing: no file, no thread, no connection. It has no database, so {@link #forget} does nothing. */
    static EventTracker off() {
        return new OffTracker(Optional.empty());
    }

    /**
     * The counter of an event.
     *
     * @throws IllegalArgumentException in strict mode, if the catalogue does not have the event. Otherwise its calls are lost
     *     and counted as such
     */
    Counter counter(int event);

    /** The same by the event's name. */
    Counter counter(String event);

    /**
     * Deletes what is stored of each of these identifiers, in all events; also while counting is off. Totals and sums stay. What
     * another node has counted and not yet written comes later: call it again one flush interval later. Needs the file of the
     * member key: what was hashed with another key is not found.
     *
     * @return false if the database could not be asked within ten seconds, try again; always if the tracker has none, or a kind
     *     or an identifier is null
     */
    boolean forget(Who who);

    /** The same for one identifier. */
    default boolean forget(Kind kind, long id) {
        return forget(Who.anonymous().and(kind, id));
    }

    /** The same for an identifier that is a text; false for null. */
    default boolean forget(Kind kind, String id) {
        return id != null && forget(Who.anonymous().and(kind, id));
    }

    /**
     * Writes what was counted before this call into the database.
     *
     * @return false if that was not possible in time; nothing is lost by it
     */
    boolean flush(Duration atMost);

    Health health();

    /** Ends counting, and writes what was counted. Waits five seconds at most; the next start writes what is left. */
    @Override
    void close();

    /** How a tracker is made. Only the data source is required. */
    interface Builder {
        /**
         * The application's database, PostgreSQL or H2. Flushes wait as long as this takes to give a connection: without a
         * pool, set {@code loginTimeout} of PostgreSQL's driver, which else waits without end for a silent server.
         */
        Builder dataSource(DataSource dataSource);

        /**
         * A folder for this application alone. It is made with mode 700. Without it, or if it cannot be written, events are
         * counted in memory: a kill loses those since the last flush.
         */
        Builder spool(Path folder);

        /** The key of the members' hashes, 16 bytes, shared by all nodes. Default: {@code member-key} in the spool folder. */
        Builder memberKey(Path file);

        /** Default: 30 seconds. */
        Builder flushEvery(Duration interval);

        /** Wrong calls throw. For tests. Default: false. */
        Builder strict(boolean strict);

        Builder clock(InstantSource clock);

        /** Makes the tables if there are none. Default: false, the application's migrations make them. */
        Builder createSchema(boolean create);

        /**
         * For how many whole weeks members are kept, at least 5. Default: 5. 0: none are stored, and {@code
         * product_event_sketch} says so. Unique counts have no meaning then.
         */
        Builder keepMembers(int weeks);

        /**
         * How many members a set of one event, week, kind and cell has as rows. A larger set becomes a sketch of 12 KB, and its
         * size is an estimate with a standard error of 0.8 %. Default: 20,000.
         */
        Builder membersPerSet(int most);

        /** Default: true. Any off wins: this one, {@code DO_NOT_TRACK}, or {@code SERVICE_PING_EVENTS=off}. */
        Builder counting(boolean counting);

        /** Starts one daemon thread. */
        EventTracker start();
    }
}
