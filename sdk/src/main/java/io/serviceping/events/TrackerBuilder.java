package io.serviceping.events;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Collects the settings of a tracker. */
final class TrackerBuilder implements EventTracker.Builder {
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(30);
    private static final int USUAL_MEMBERS = 20_000;

    private static final String KEY_FILE = "member-key";

    private final EventCatalogue catalogue;
    private Optional<DataSource> dataSource = Optional.empty();
    private Optional<Path> spool = Optional.empty();
    private Optional<Path> memberKey = Optional.empty();
    private Duration flushEvery = USUAL_INTERVAL;
    private InstantSource clock = InstantSource.system();
    private Map<String, String> environment = System.getenv();
    private MemberRetention members = new MemberRetention(MemberRetention.LEAST_WEEKS);
    private int membersPerSet = USUAL_MEMBERS;
    private boolean strict;
    private boolean createSchema;
    private boolean counting = true;
    private String problem = "";

    TrackerBuilder(EventCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public EventTracker.Builder dataSource(DataSource source) {
        dataSource = Optional.of(source);
        return this;
    }

    @Override
    public EventTracker.Builder spool(Path folder) {
        spool = Optional.of(folder);
        return this;
    }

    @Override
    public EventTracker.Builder memberKey(Path file) {
        memberKey = Optional.of(file);
        return this;
    }

    @Override
    public EventTracker.Builder flushEvery(Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("flushEvery must be positive but was " + interval);
        }
        flushEvery = interval;
        return this;
    }

    @Override
    public EventTracker.Builder strict(boolean value) {
        strict = value;
        return this;
    }

    @Override
    public EventTracker.Builder clock(InstantSource source) {
        clock = source;
        return this;
    }

    @Override
    public EventTracker.Builder createSchema(boolean create) {
        createSchema = create;
        return this;
    }

    @Override
    public EventTracker.Builder keepMembers(int weeks) {
        members = new MemberRetention(weeks);
        return this;
    }

    @Override
    public EventTracker.Builder membersPerSet(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("membersPerSet must be positive but was " + most);
        }
        membersPerSet = most;
        return this;
    }

    @Override
    public EventTracker.Builder counting(boolean value) {
        counting = value;
        return this;
    }

    TrackerBuilder environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    @Override
    public EventTracker start() {
        if (!counting
                || !says("SERVICE_PING_EVENTS", Set.of("", "on", "true", "1", "yes"))
                || !says("DO_NOT_TRACK", Set.of("", "0", "false"))) {
            return new OffTracker(dataSource.isEmpty() ? Optional.empty() : Optional.of(this));
        }
        if (dataSource.isEmpty()) {
            throw new IllegalArgumentException("A tracker needs a data source");
        }
        return running();
    }

    RunningTracker running() {
        RunningTracker tracker = new RunningTracker(this, folder(), key());
        tracker.start();
        return tracker;
    }

    /** Why not everything is as it should be; empty: it is. */
    String problem() {
        return problem;
    }

    private Optional<SpoolFolder> folder() {
        if (spool.isEmpty()) {
            problem = "No spool folder is set: events are counted in memory.";
            return Optional.empty();
        }
        try {
            return Optional.of(SpoolFolder.of(spool.get()));
        } catch (IOException e) {
            problem = inMemory(e);
            return Optional.empty();
        }
    }

    /** Without a file, users are counted once for each process. */
    private MemberKey key() {
        Optional<Path> file = memberKey.isPresent() ? memberKey : spool.map(path -> path.resolve(KEY_FILE));
        try {
            return file.isEmpty() ? MemberKey.random() : MemberKey.of(file.get());
        } catch (IOException e) {
            problem = "The member key cannot be used, so users are counted once for each process: " + e;
            log(Level.WARNING, problem);
            return MemberKey.random();
        }
    }

    /** Why events are counted in memory. */
    static String inMemory(IOException failure) {
        String problem = "Events are counted in memory, as the spool cannot be used: " + failure;
        log(Level.WARNING, problem);
        return problem;
    }

    /** Getting a logger reads files: who is off, or has no trouble, must not have one. */
    static void log(Level level, String text) {
        System.getLogger(EventTracker.class.getName()).log(level, text);
    }

    EventCatalogue catalogue() {
        return catalogue;
    }

    DataSource dataSource() {
        return dataSource.orElseThrow();
    }

    Duration flushEvery() {
        return flushEvery;
    }

    InstantSource clock() {
        return clock;
    }

    boolean strict() {
        return strict;
    }

    MemberRetention members() {
        return members;
    }

    int membersPerSet() {
        return membersPerSet;
    }

    boolean createSchema() {
        return createSchema;
    }

    private boolean says(String variable, Set<String> values) {
        return values.contains(environment.getOrDefault(variable, "").strip().toLowerCase(Locale.ROOT));
    }
}
