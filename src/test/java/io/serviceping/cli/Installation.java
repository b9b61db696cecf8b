package io.serviceping.cli;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.Interruption;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.console.Terminal;
import io.serviceping.files.PrivateFiles;
import io.serviceping.outbox.SettableClock;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Sleeper;
import io.serviceping.time.TimeSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An installation: a home folder, an application database with ten issues, a state database, and a clock that shows
 * Monday 2026-11-16, 06:00 UTC, so that 2026-W46 is due.
 */
final class Installation {
    static final String PERIOD = "2026-W46";
    static final String NEXT_PERIOD = "2026-W47";

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final TestDatabase.Url application;
    private final TestDatabase.Url state;
    private final Path home;
    private final SettableClock clock = new SettableClock();
    private TimeSource time = TimeSource.of(clock);
    private Terminal terminal = Terminal.NONE;
    private volatile Interruption signalled = new Interruption();

    private Installation(Path home, TestDatabase.Url application, TestDatabase.Url state) {
        this.home = home;
        this.application = application;
        this.state = state;
    }

    static Installation on(TestDatabase kind, Path folder) {
        return on(kind, kind, folder);
    }

    static Installation on(TestDatabase applicationKind, TestDatabase stateKind, Path folder) {
        return stateKind == TestDatabase.H2
                ? on(
                        applicationKind,
                        new TestDatabase.Url("jdbc:h2:file:" + folder.resolve("home/state/service-ping"), "", ""),
                        folder)
                : on(applicationKind, stateKind.create(), folder);
    }

    /** Keeps the state in an existing database; for H2, the one in the home folder. */
    static Installation on(TestDatabase applicationKind, TestDatabase.Url state, Path folder) {
        Installation installation = new Installation(folder.resolve("home"), applicationKind.create(), state);
        installation.fill(applicationKind);
        installation.configure();
        return installation;
    }

    /** Keeps the state in files in memory until {@link #forgetState}. */
    static Installation withStateInMemory(Path folder) {
        Installation installation = new Installation(
                folder.resolve("home"),
                TestDatabase.H2.create(),
                new TestDatabase.Url("jdbc:h2:memFS:" + UUID.randomUUID(), "", ""));
        installation.fill(TestDatabase.H2);
        installation.configure();
        return installation.set("state.url", installation.state.jdbc());
    }

    void forgetState() {
        if (state.jdbc().startsWith("jdbc:h2:")) {
            state.execute("drop all objects delete files");
        }
    }

    private void fill(TestDatabase kind) {
        application.execute(
                "create table issues (id bigint primary key, title varchar(100), created_at timestamp not null)",
                "insert into issues select n, 'issue ' || n, timestamp '2026-11-16 00:00:00' - n * interval '3' day"
                        + (kind == TestDatabase.H2
                                ? " from (select x as n from system_range(1, 10)) r"
                                : " from generate_series(1, 10) n"));
        if (kind == TestDatabase.H2) {
            application.execute(Probe.ALIAS);
        }
    }

    private void configure() {
        settings.put("product.name", "Tracker");
        settings.put("product.version", "1.4.2");
        settings.put("product.edition", "community");
        settings.put("databases.main.url", application.jdbc());
        settings.put("databases.main.username", application.username());
        if (!application.password().isEmpty()) {
            settings.put("databases.main.password", application.password());
        }
        if (state.jdbc().startsWith("jdbc:postgresql:")) {
            settings.put("state.url", state.jdbc());
            settings.put("state.username", state.username());
            settings.put("state.password", state.password());
        }
        settings.put("functions", "public.probe, public.pass");
        write("config/metrics/.keep", "");
        writeSettings();
    }

    /** Sets a key below {@code service-ping} in the configuration file. */
    Installation set(String key, String value) {
        settings.put(key, value);
        return writeSettings();
    }

    Installation unset(String key) {
        settings.remove(key);
        return writeSettings();
    }

    Installation sendingTo(EndpointProxy endpoint) {
        return set("endpoint.url", endpoint.url().toString());
    }

    private Installation writeSettings() {
        write(
                "config/application.yml",
                settings.entrySet().stream()
                        .map(entry -> "  " + entry.getKey() + ": "
                                + (entry.getValue().startsWith("[") ? entry.getValue() : "'" + entry.getValue() + "'"))
                        .collect(Collectors.joining("\n", "service-ping:\n", "\n")));
        PrivateFiles.closeFile(home.resolve("config/application.yml"));
        return this;
    }

    Installation environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Adds the metrics of most tests: a number in three time frames, a string, a boolean and an object. */
    Installation withUsualMetrics() {
        metric(
                "counts.issues",
                "select count(*) from issues",
                "time_frame: [all, 28d, 7d]",
                "timestamp_column: created_at",
                "timestamp_unit: timestamp");
        metric("latest.title", "select title from issues order by id limit 1", "value_type: string");
        metric("features.issues", "select not count(*) = 0 from issues", "value_type: boolean");
        return metric(
                "distribution.parity",
                "select case when mod(id, 2) = 0 then 'even' else 'odd' end as parity, count(*) from issues"
                        + " group by case when mod(id, 2) = 0 then 'even' else 'odd' end order by parity",
                "value_type: object");
    }

    /** Adds a definition file. The given fields replace the usual ones. */
    Installation metric(String keyPath, String sql, String... fields) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("key_path", keyPath);
        lines.put("description", "What a test counts.");
        lines.put("product_group", "planning");
        lines.put("value_type", "number");
        lines.put("status", "active");
        lines.put("milestone", "\"1.0\"");
        lines.put("data_category", "operational");
        lines.put("time_frame", "all");
        lines.put("sql", sql);
        for (String field : fields) {
            int colon = field.indexOf(": ");
            lines.put(field.substring(0, colon), field.substring(colon + 2));
        }
        return definition(
                keyPath,
                lines.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    Installation definition(String name, String yaml) {
        definitions.put(name, yaml);
        return write("config/metrics/" + name + ".yml", yaml);
    }

    Installation write(String file, String content) {
        try {
            Path path = home.resolve(file);
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in this process. {@code --service-ping.…} overrides the configuration. */
    CommandResult run(String... arguments) {
        return runAsTyped(Stream.concat(Stream.of("--home", home.toString()), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    /** The same without the option for the home folder. */
    CommandResult runAsTyped(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> commands = new ArrayList<>();
        List<String> properties = new ArrayList<>();
        Arrays.stream(arguments)
                .forEach(one -> (one.matches("(?s)--(service-ping|logging)\\..*") ? properties : commands).add(one));
        Interruption interruption = new Interruption();
        signalled = interruption;
        int exitCode = ServicePing.run(
                new CliContext(
                        Screen.out(new PrintWriter(out, true), terminal),
                        Screen.err(new PrintWriter(err, true), terminal),
                        environment,
                        properties,
                        new TimeSource(time.clock(), interruptible(interruption), time.random()),
                        interruption),
                commands);
        return new CommandResult(exitCode, out.toString(), err.toString());
    }

    private Sleeper interruptible(Interruption interruption) {
        return new Sleeper() {
            @Override
            public boolean isEnding() {
                return interruption.isEnding();
            }

            @Override
            public boolean rest(Duration duration) throws InterruptedException {
                return time.sleeper().rest(duration) && !isEnding();
            }
        };
    }

    /** Does to the command that is under way what Ctrl-C does. */
    void interrupt() {
        signalled.interrupt(130);
    }

    /** Commands write to such a terminal from now on. */
    Installation onTerminal(Terminal some) {
        terminal = some;
        return this;
    }

    /** Runs a command in a thread of its own. The test ends when the command has ended. */
    CompletableFuture<CommandResult> begin(String... arguments) {
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(run(arguments));
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                },
                "command");
        BegunCommands.start(thread);
        return result;
    }

    /** Starts the packaged program in a process of its own, which uses the system's clock. */
    ProgramRun startProgram(String... arguments) {
        return startProgram(List.of(), arguments);
    }

    ProgramRun startProgram(List<String> options, String... arguments) {
        return ProgramRun.start(
                home,
                options,
                Stream.concat(Stream.of("--home", home.toString()), Arrays.stream(arguments))
                        .toList(),
                environment);
    }

    CommandResult runProgram(String... arguments) {
        try (ProgramRun program = startProgram(arguments)) {
            return program.end();
        }
    }

    /** Runs the packaged program as a user who is not root. */
    CommandResult runProgramUnprivileged(String... arguments) {
        try (ProgramRun program = ProgramRun.startUnprivileged(
                home,
                Stream.concat(Stream.of("--home", home.toString()), Arrays.stream(arguments))
                        .toList(),
                environment)) {
            return program.end();
        }
    }

    /** Another installation with the same metrics and application database, and a new state on H2. */
    Installation twin(Path folder) {
        Installation twin =
                twin(folder, new TestDatabase.Url("jdbc:h2:file:" + folder.resolve("home/state/service-ping"), "", ""));
        twin.settings.keySet().removeIf(key -> key.startsWith("state."));
        return twin.writeSettings();
    }

    /** Another home folder of this installation, as on a second machine. Both databases are the same. */
    Installation twinOnItsState(Path folder) {
        return twin(folder, state);
    }

    private Installation twin(Path folder, TestDatabase.Url itsState) {
        Installation twin = new Installation(folder.resolve("home"), application, itsState);
        twin.settings.putAll(settings);
        definitions.forEach(twin::definition);
        return twin.writeSettings();
    }

    void advance(Duration duration) {
        clock.advance(duration);
    }

    Instant now() {
        return clock.instant();
    }

    /** From now on pauses take no real time and move this installation's clock. The seed decides all random values. */
    Installation inItsOwnTime(long seed) {
        time = new TimeSource(
                clock,
                duration -> {
                    clock.advance(duration);
                    return true;
                },
                new Random(seed));
        return this;
    }

    Path home() {
        return home;
    }

    TestDatabase.Url application() {
        return application;
    }

    TestDatabase.Url stateUrl() {
        return state;
    }

    boolean hasState() {
        boolean isThere =
                !state.jdbc().startsWith("jdbc:h2:file:") || Files.exists(home.resolve("state/service-ping.mv.db"));
        return isThere && count("information_schema.tables where lower(table_name) = 'period_begun'") > 0;
    }

    JdbcClient state() {
        return JdbcClient.create(state.dataSource());
    }

    /** The count of a query on the state database. 0 if the database does not exist yet. */
    long count(String fromAndWhere) {
        return state().sql("select count(*) from " + fromAndWhere)
                .query(Long.class)
                .single();
    }

    /** The payload file beside the state database. */
    byte[] payloadFile(String period) {
        try {
            return Files.readAllBytes(home.resolve("state/pings/" + period + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
