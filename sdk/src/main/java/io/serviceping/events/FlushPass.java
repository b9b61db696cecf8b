package io.serviceping.events;

import io.serviceping.events.Directory.Loss;
import io.serviceping.events.store.EventStore;
import io.serviceping.events.store.MemberBound;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.DataFormatException;
import javax.sql.DataSource;

/** One flush: the own spool, the names of events, who is to be forgotten, the switches, and the spools of dead processes. */
final class FlushPass {
    private static final int DAYS_KEPT = 400;
    private static final int SLICES = 100;
    private static final int MOST_CONFLICTS = 20;
    private static final long NANOS_OF_A_CONFLICT = 20_000_000;
    /** A duplicate key, a failed serialization, a deadlock, a table that another node has just made, and two of H2 for a locked row. */
    private static final Set<String> CONFLICTS = Set.of("23505", "40001", "40P01", "42P07", "42S01", "90131", "HYT00");

    private final RunningTracker tracker;
    private final DataSource dataSource;
    private final InstantSource clock;
    private final NotedDefinitions definitions;
    /** Spools that nobody counts in any more. What deleted ones held is still in memory. */
    private final List<Recording> retired = new ArrayList<>();

    private final MemberRetention members;
    private final MemberBound bound;

    private boolean createSchema;
    private boolean checked;
    private long tidied;

    FlushPass(RunningTracker tracker, TrackerBuilder settings) {
        this.tracker = tracker;
        this.definitions = tracker.definitions();
        this.dataSource = settings.dataSource();
        this.clock = settings.clock();
        this.members = settings.members();
        this.bound = new MemberBound(settings.membersPerSet());
        this.createSchema = settings.createSchema();
    }

    /**
     * Returns when it began. Another node that writes the same new row can make it fail. It is tried again, a little later:
     * that node's transaction may still be open.
     */
    Instant run(List<Who> forget, boolean last) throws SQLException, IOException {
        for (int conflicts = 0; true; conflicts++) {
            try {
                return runOnce(forget, last);
            } catch (SQLException e) {
                if (conflicts == MOST_CONFLICTS || !CONFLICTS.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(NANOS_OF_A_CONFLICT * (conflicts + 1)));
            }
        }
    }

    /** What to do about events that are not counted; empty: there are none. */
    String refusal() {
        String unknown = tracker.known().problem(definitions.catalogue().categories());
        return unknown.isEmpty() ? definitions.problem() : unknown;
    }

    /** What to do about a failure. Its message may show stored values. */
    static String advice(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String advice = switch (state) {
            case "42P01", "42S02", "42S03", "42S04", "42102", "42104" ->
                "the tables product_event_* are missing: run V1__product_events.sql of this jar";
            case "42501", "90096" -> "the user may not write the tables product_event_*: grant it";
            default -> "the database could not be asked";
        };
        return "Events are not written, they wait: " + advice + " (SQL state " + state + ")";
    }

    private Instant runOnce(List<Who> forget, boolean last) throws SQLException, IOException {
        Instant now = clock.instant();
        Recording current = tracker.recording();
        if (current.isCut()) {
            tracker.replace(current, true);
        } else if (current.isDeleted() || current.spool().isNearlyFull()) {
            tracker.replace(current, false);
            retired.add(current);
        }
        Recording own = tracker.recording();
        own.banks().prepare(own.today());
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            int patience = connection.getNetworkTimeout();
            set(connection, false, EventStore.silence());
            try {
                run(connection, own, forget, last);
            } catch (SQLException | IOException | RuntimeException | Error e) {
                try {
                    connection.rollback();
                    set(connection, autoCommit, patience);
                } catch (SQLException f) {
                    e.addSuppressed(f);
                }
                throw e;
            }
            set(connection, autoCommit, patience);
        }
        own.banks().prepare(own.today());
        return now;
    }

    private void run(Connection connection, Recording own, List<Who> forget, boolean last)
            throws SQLException, IOException {
        EventStore store = EventStore.of(connection, bound);
        if (createSchema) {
            store.createSchema();
        }
        createSchema = false;
        if (!checked) {
            definitions.check(store);
            checked = true;
        }
        for (Recording old : List.copyOf(retired)) {
            write(store, old, true);
            old.release();
            retired.remove(old);
        }
        write(store, own, last);
        own.seen().forgetIfHalfFull();
        if (tracker.folder().isPresent()) {
            for (Path path : tracker.folder().get().others()) {
                recover(store, path, own);
            }
        }
        if (!forget.isEmpty()) {
            store.delete(definitions.members(store, forget, tracker.key()));
            store.commit();
            own.seen().clear();
        }
        tidy(store, own.today());
    }

    /**
     * Once a day, and in slices, so that no flush waits long. A clock that is ahead of the database's must not make what is
     * new look old.
     */
    private void tidy(EventStore store, long today) throws SQLException {
        if (tidied == today) {
            return;
        }
        long day = Math.min(today, store.today());
        boolean more = true;
        for (int slice = 0; more && slice < SLICES; slice++) {
            more = store.tidy(
                    LocalDate.ofEpochDay(day),
                    LocalDate.ofEpochDay(members.firstDay(day)),
                    LocalDate.ofEpochDay(day - DAYS_KEPT));
            store.commit();
        }
        if (!more) {
            tidied = today;
        }
    }

    /** What is refused is lost. Counting goes on in another spool. */
    private void write(EventStore store, Recording own, boolean last) throws SQLException {
        try {
            flushOf(own.banks(), own.log(), definitions).run(store, false, last);
        } catch (DataFormatException e) {
            if (retired.contains(own)) {
                tracker.recording().lose(Loss.SPOOL);
            } else {
                tracker.replace(own, true);
                write(store, tracker.recording(), last);
            }
        }
    }

    private SpoolFlush flushOf(Banks banks, MemberLog log, NotedDefinitions its) {
        return new SpoolFlush(banks, log, its, tracker, members, clock);
    }

    /** @param patience milliseconds until the connection is given up; 0: never */
    private static void set(Connection connection, boolean autoCommit, int patience) throws SQLException {
        connection.setAutoCommit(autoCommit);
        connection.setNetworkTimeout(ForkJoinPool.commonPool(), patience);
    }

    /** Writes what a dead process left, and deletes its file. The file of a living process is locked. */
    private void recover(EventStore store, Path path, Recording own) throws SQLException, IOException {
        Optional<SpoolFile> taken = SpoolFile.takeOver(path);
        if (taken.isEmpty()) {
            return;
        }
        try (SpoolFile file = taken.get()) {
            if (file.hasBegun()) {
                Spool spool = Spool.read(SpoolFolder.nameOf(path), file.map());
                NotedDefinitions its = new NotedDefinitions(spool.directory().catalogue());
                flushOf(new Banks(spool), new MemberLog(spool), its).run(store, true, true);
            }
            file.delete();
        } catch (DataFormatException | InternalError | IndexOutOfBoundsException e) {
            TrackerBuilder.log(
                    Level.WARNING, "The spool " + path + " is damaged, its last events are lost: " + e.getMessage());
            own.lose(Loss.SPOOL);
            SpoolFolder.setAside(path);
        }
    }
}
