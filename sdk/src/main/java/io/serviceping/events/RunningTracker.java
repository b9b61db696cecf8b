package io.serviceping.events;

import io.serviceping.events.Directory.Loss;
import io.serviceping.events.store.Switches;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tracker that counts. Its counters change to another recording when the spool's file is lost, and to none when switched off. */
final class RunningTracker implements EventTracker {
    /** Another process may take a new file for a dead one's, before it is locked. */
    private static final int TRIES = 2;

    private static final Duration FORGET_WITHIN = Duration.ofSeconds(10);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private final EventCatalogue catalogue;
    private final Optional<SpoolFolder> folder;
    private final MemberKey key;
    private final InstantSource clock;
    private final boolean strict;
    private final boolean keepsMembers;
    private final Directory directory;
    private final NotedDefinitions definitions;
    private final Map<String, SpoolCounter> counters = new LinkedHashMap<>();
    private final FlushLoop loop;
    /** Empty: not read yet. What is counted until then is written if the first reading allows it. */
    private volatile Optional<Switches> switches = Optional.empty();

    private boolean ended;
    private volatile Recording recording;
    private volatile String spoolProblem;

    RunningTracker(TrackerBuilder settings, Optional<SpoolFolder> folder, MemberKey key) {
        this.catalogue = settings.catalogue();
        this.folder = folder;
        this.key = key;
        this.clock = settings.clock();
        this.strict = settings.strict();
        this.keepsMembers = settings.members().keeps();
        this.directory = new Directory(catalogue);
        this.definitions = new NotedDefinitions(catalogue);
        this.spoolProblem = settings.problem();
        this.recording = open();
        for (EventDefinition event : catalogue.events()) {
            counters.put(event.name(), new SpoolCounter(this, event, directory));
        }
        this.loop = new FlushLoop(this, settings);
    }

    void start() {
        useSwitches();
        loop.start();
    }

    @Override
    public Counter counter(int event) {
        return counter(catalogue.event(event).map(EventDefinition::name).orElse("number " + event));
    }

    @Override
    public Counter counter(String event) {
        SpoolCounter counter = counters.get(event);
        if (counter != null) {
            return counter;
        }
        if (strict) {
            throw new IllegalArgumentException("The catalogue does not have this event.");
        }
        return new UnknownEvent(this);
    }

    @Override
    public boolean forget(Who who) {
        return Who.isWhole(who) && loop.flush(FORGET_WITHIN, List.of(who));
    }

    @Override
    public boolean flush(Duration atMost) {
        return loop.flush(atMost, List.of());
    }

    @Override
    public Health health() {
        Recording now = recording;
        return new Health(
                loop.isRunning() && !isOff(),
                now.spool().durable() ? "file" : "memory",
                now.spool().layout().bytes(),
                now.log().tail() - now.log().head(),
                loop.lastFlush(),
                now.lost(),
                loop.problem().isEmpty() ? spoolProblem : loop.problem());
    }

    @Override
    public void close() {
        end();
        if (loop.stop(CLOSE_WITHIN)) {
            recording.release();
        }
    }

    NotedDefinitions definitions() {
        return definitions;
    }

    MemberKey key() {
        return key;
    }

    boolean keepsMembers() {
        return keepsMembers;
    }

    Recording recording() {
        return recording;
    }

    Optional<SpoolFolder> folder() {
        return folder;
    }

    void wake() {
        loop.wake();
    }

    /** Counts a mistake of the caller, or throws in strict mode. The message must not show what the caller gave. */
    void wrong(Recording now, Loss loss, String message) {
        if (strict) {
            throw new IllegalArgumentException(message);
        }
        now.lose(loss);
    }

    /** With a connection, or without one, against the event's durability: it is counted all the same. */
    void wrongWay(EventDefinition event) {
        if (strict) {
            throw new IllegalArgumentException(event.name()
                    + (event.transactional() ? " needs the connection of a transaction" : " takes no connection"));
        }
    }

    /** Nothing that goes wrong here may reach the caller, except in strict mode. */
    void failed(Recording failed, Throwable failure) {
        if (failure instanceof InternalError) {
            replace(failed, true);
        } else if (strict) {
            throw failure instanceof RuntimeException wrong ? wrong : new IllegalStateException(failure);
        } else {
            failed.lose(Loss.DEFECT);
        }
    }

    /** Goes on in a new spool. */
    synchronized void replace(Recording old, boolean damaged) {
        if (recording == old) {
            TrackerBuilder.log(
                    Level.WARNING,
                    "The counter file was deleted, cut, or set back, or is full. Counting goes on in a new one.");
            recording = open();
            if (damaged) {
                recording.lose(Loss.SPOOL);
                old.release();
            }
            useSwitches();
        }
    }

    /** What was switched off may have left members in the log that are not written. */
    synchronized Switches apply(Switches read) {
        Switches next = read.among(catalogue.categories());
        if (!next.equals(known())) {
            recording.seen().clear();
        }
        switches = Optional.of(next);
        useSwitches();
        return next;
    }

    /** Before the first flush has read the switch, the caller's transaction reads it. */
    boolean isOff(EventDefinition event, Connection connection) throws SQLException {
        return switches.isEmpty()
                && Switches.read(connection).among(catalogue.categories()).isOff(event.category());
    }

    private void useSwitches() {
        Optional<Recording> on = ended ? Optional.empty() : Optional.of(recording);
        counters.values()
                .forEach(counter -> counter.use(known().isOff(counter.event().category()) ? Optional.empty() : on));
    }

    Switches known() {
        return switches.orElse(Switches.ON);
    }

    private synchronized boolean isOff() {
        return ended || known().all();
    }

    private synchronized void end() {
        ended = true;
        useSwitches();
    }

    /** A spool in the folder, or in memory where that is not possible. */
    private Recording open() {
        Layout layout = directory.layout(Runtime.getRuntime().availableProcessors());
        for (int i = 0; folder.isPresent() && i < TRIES; i++) {
            String name = SpoolFolder.newSpool(folder.get().process());
            try {
                SpoolFile file = SpoolFile.create(folder.get().file(name), layout.bytes());
                Spool spool = Spool.format(name, true, file.map(), directory, layout);
                return new Recording(spool, Optional.of(file), directory, clock);
            } catch (IOException e) {
                spoolProblem = TrackerBuilder.inMemory(e);
            }
        }
        String name = SpoolFolder.newSpool(SpoolFolder.processName());
        ByteBuffer memory =
                ByteBuffer.allocateDirect(layout.bytes() + Long.BYTES).alignedSlice(Long.BYTES);
        return new Recording(Spool.format(name, false, memory, directory, layout), Optional.empty(), directory, clock);
    }

    /** Counts the calls of an event that the catalogue does not have. */
    private static final class UnknownEvent implements Counter {
        private final RunningTracker tracker;

        UnknownEvent(RunningTracker tracker) {
            this.tracker = tracker;
        }

        @Override
        public void add(int cell, long sum, Who who) {
            tracker.recording.lose(Loss.EVENT);
        }

        @Override
        public void addValues(long sum, Who who, String... values) {
            tracker.recording.lose(Loss.EVENT);
        }

        @Override
        public void add(Connection connection, int cell, long sum, Who who) {
            tracker.recording.lose(Loss.EVENT);
        }

        @Override
        public void addValues(Connection connection, long sum, Who who, String... values) {
            tracker.recording.lose(Loss.EVENT);
        }
    }
}
