package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.cli.Ledger.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;

/** Some weeks of an installation with random events. The {@link Ledger} compares the state after each action. */
final class Schedule {
    private static final List<EndpointFault> MOODS = List.of(EndpointFault.values());
    private static final int MOVES = 6;
    /** A run has about so many commits. */
    private static final int LAST_COMMIT = 45;

    private static final long LEAST_BYTES = 1500;
    private static final Duration LEAST_AGE = Duration.ofDays(10);
    private static final Duration AHEAD = Duration.ofDays(365);
    private static final Duration BEHIND = Duration.ofDays(-7);
    private static final String NOWHERE = "http://127.0.0.1:1/pings";

    private final Installation installation;
    private final EndpointProxy endpoint;
    private final Random random;
    private final Ledger ledger;
    private final List<String> story = new ArrayList<>();
    private final List<String> receipts = new ArrayList<>();
    private final String applicationUrl;
    private final Instant begin;
    private EndpointFault mood = EndpointFault.ACCEPTS;
    private boolean unreachable;
    private boolean off;
    private boolean hasState;
    private boolean applicationGone;
    private boolean bytesBounded;
    private boolean ageBounded;
    private Duration clockIsWrongBy = Duration.ZERO;
    private int kills;

    Schedule(Installation installation, EndpointProxy endpoint, JdbcClient collector, long seed) {
        this.installation = installation.inItsOwnTime(seed);
        this.endpoint = endpoint;
        this.random = new Random(seed);
        this.ledger = new Ledger(collector);
        this.begin = installation.now();
        this.applicationUrl = installation.application().jdbc();
    }

    String story() {
        return String.join("\n  ", story);
    }

    int kills() {
        return kills;
    }

    int pings() {
        return ledger.pings().size();
    }

    long weeks() {
        return Duration.between(begin, installation.now()).toDays() / 7;
    }

    void run() throws Exception {
        installation
                .sendingTo(endpoint)
                .set("outbox.breaker-after", "2")
                .metric("counts.issues", "select count(*) from issues");
        bytesBounded = oneIn(4);
        ageBounded = oneIn(4);
        bound();
        for (int i = 0; i < MOVES; i++) {
            passTime();
            move();
        }
        mendAll();
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private void bound() {
        installation.set("outbox.max-bytes", bytesBounded ? LEAST_BYTES + "B" : "50MB");
        // The clock can be a year ahead and be believed, so no other age may be in reach.
        installation.set("outbox.max-age", ageBounded ? LEAST_AGE.toDays() + "d" : "4000d");
        installation.set("outbox.keep-delivered", "4000d");
    }

    private void passTime() {
        int drawn = random.nextInt(100);
        int days = drawn < 30 ? 0 : drawn < 55 ? 1 : drawn < 70 ? 3 : drawn < 93 ? 7 : 7 * (2 + random.nextInt(2));
        installation.advance(Duration.ofDays(days));
        story.add(days + " days");
    }

    private void move() throws Exception {
        int drawn = random.nextInt(100);
        if (drawn < 40) {
            count(0, "run");
        } else if (drawn < 45) {
            count(0, "run", "--no-submit");
        } else if (drawn < 48) {
            count(0, "run", "--reason", "manual");
        } else if (drawn < 53) {
            count(1 + random.nextInt(4), "run");
        } else if (drawn < 58) {
            command("submit");
        } else if (drawn < 63) {
            command("submit", "--due");
        } else if (drawn < 66) {
            command("redrive");
        } else if (drawn < 69) {
            takeOut();
        } else if (drawn < 72) {
            bringBack();
        } else if (drawn < 77) {
            switchTo(!off);
        } else if (drawn < 82) {
            letTheApplicationBe(!applicationGone);
        } else if (drawn < 86) {
            setTheClock(!clockIsWrongBy.isZero() ? Duration.ZERO : random.nextBoolean() ? AHEAD : BEHIND);
        } else {
            unreachable = oneIn(12);
            mood = oneIn(3) ? EndpointFault.ACCEPTS : MOODS.get(random.nextInt(MOODS.size()));
            story.add(unreachable ? "the endpoint is unreachable" : "the endpoint " + mood);
        }
    }

    /** Runs for the last complete week or the one before it. */
    private void count(int weeksBefore, String... run) throws Exception {
        String week = week(installation.now(), weeksBefore);
        boolean noted = Files.isDirectory(installation.home().resolve("state"));
        boolean frozenBefore = ledger.isFrozen(week);
        String[] arguments = weeksBefore == 0 ? believed(week, run) : new String[] {run[0], "--period", week};
        Optional<CommandResult> result = counting(week, arguments);
        if (off && noted) {
            ledger.happened(Event.FOUND_OFF, week);
        } else if (!off) {
            ledger.happened(result.isPresent() ? Event.BEGUN : Event.PERHAPS_BEGUN, week);
        }
        if (result.isPresent() && !off) {
            assertThat(ledger.isFrozen(week)).as("frozen").isEqualTo(frozenBefore || !applicationGone);
            assertThat(Set.of(75, 78).contains(result.get().exitCode()))
                    .as(result.get().toString())
                    .isEqualTo(!ledger.isFrozen(week));
        }
    }

    /** The command of a person who names the week where the clock alone would not be believed. */
    private String[] believed(String week, String... run) {
        return ledger.isBelieved(week)
                ? run
                : Stream.concat(Arrays.stream(run), Stream.of("--period", week)).toArray(String[]::new);
    }

    private Optional<CommandResult> command(String... arguments) throws Exception {
        return counting("none", arguments);
    }

    /**
     * Gives a command, possibly kills it, and checks what it has done.
     *
     * @param week the week that the command may freeze
     * @return the result. Empty: the command was killed
     */
    private Optional<CommandResult> counting(String week, String... arguments) throws Exception {
        ProcessLife life = new ProcessLife(installation.stateUrl(), death());
        int arrivals = ledger.arrivals();
        Duration oldest = ageBounded && ledger.vouchesFor(installation.now()) ? LEAST_AGE : Duration.ofDays(4000);
        Set<String> beyond = off || !Set.of("run", "submit").contains(arguments[0])
                ? Set.of()
                : ledger.beyond(installation.now().minus(oldest), bytesBounded ? LEAST_BYTES : Long.MAX_VALUE);
        endpoint.guard((exchange, body) -> {
            ledger.arrived(
                    exchange.getRequestHeaders().getFirst("Idempotency-Key").replace("\"", ""), body);
            mood.meet(new EndpointFault.Request(endpoint, life, exchange, body));
        });
        Optional<CommandResult> result = live(life, unreachable ? elsewhere(arguments) : arguments);
        Set<String> gone = ledgerAfter(week, beyond);
        if (result.isPresent()) {
            assertThat(result.get().exitCode()).as(result.get().toString()).isIn(0, 69, 75, 78);
            assertThat(gone).as("given up").isEqualTo(beyond);
        }
        if (off && Set.of("run", "submit").contains(arguments[0])) {
            assertThat(life.connections() + ledger.arrivals() - arrivals)
                    .as("off is off")
                    .isZero();
        }
        return result;
    }

    private static String[] elsewhere(String... arguments) {
        return Stream.concat(Arrays.stream(arguments), Stream.of("--service-ping.endpoint.url=" + NOWHERE))
                .toArray(String[]::new);
    }

    private Optional<ProcessLife.Death> death() {
        return oneIn(4)
                ? Optional.of(new ProcessLife.Death(1 + random.nextInt(LAST_COMMIT), random.nextBoolean()))
                : Optional.empty();
    }

    private Optional<CommandResult> live(ProcessLife life, String... arguments) throws Exception {
        story.add(String.join(" ", arguments));
        KillableDriver.begin(life);
        // A new thread, because thread-local state does not survive a process.
        Optional<CommandResult> result = installation
                .begin(arguments)
                .handle((answer, problem) ->
                        life.isOver() ? Optional.<CommandResult>empty() : Optional.of(answered(answer, problem)))
                .get();
        KillableDriver.end(life);
        if (life.isOver()) {
            kills++;
            life.awaitBurial();
        }
        story.add(
                "  " + result.map(CommandResult::exitCode).map(String::valueOf).orElse(life.toString()));
        return result;
    }

    private static CommandResult answered(@Nullable CommandResult answer, @Nullable Throwable problem) {
        if (answer == null) {
            throw new AssertionError(problem);
        }
        return answer;
    }

    private Set<String> ledgerAfter(String week, Set<String> beyond) throws SQLException {
        hasState = hasState || installation.hasState();
        if (!hasState) {
            return Set.of();
        }
        // One connection, because closing the only one closes the H2 file.
        try (Connection once = installation.stateUrl().connect()) {
            return ledger.look(JdbcClient.create(new SingleConnectionDataSource(once, true)), week, beyond);
        }
    }

    /** Exports the waiting pings and, unless the files get lost, posts them from another machine. */
    private void takeOut() throws Exception {
        Path zip = installation.home().resolve("pings.zip");
        Files.deleteIfExists(zip);
        command("export", "--output", zip.toString());
        if (Files.exists(zip) && !oneIn(3)) {
            receipts.addAll(endpoint.postedByHand(zip));
        }
    }

    private void bringBack() throws Exception {
        Path file = installation.home().resolve("receipts.json");
        Files.writeString(file, String.join("\n", receipts), StandardCharsets.UTF_8);
        if (!receipts.isEmpty()) {
            command("import-receipt", file.toString());
        }
    }

    private void switchTo(boolean other) {
        off = other;
        story.add(off ? "opt-out" : "opt-in");
        // A shared state does not tell whether the sender of an attempt without an end was killed.
        boolean leftOpen =
                off && hasOpenAttempt() && !installation.stateUrl().jdbc().startsWith("jdbc:h2:");
        assertThat(installation.run(off ? "opt-out" : "opt-in").exitCode()).isEqualTo(leftOpen ? 75 : 0);
    }

    private boolean hasOpenAttempt() {
        return installation.hasState() && installation.count("outbox_attempt where ended_at is null") > 0;
    }

    private void letTheApplicationBe(boolean gone) {
        applicationGone = gone;
        story.add(gone ? "the application is away" : "the application is back");
        installation.set("databases.main.url", gone ? applicationUrl.replace("/db;", "/gone;") : applicationUrl);
    }

    private void setTheClock(Duration wrongBy) {
        installation.advance(wrongBy.minus(clockIsWrongBy));
        clockIsWrongBy = wrongBy;
        story.add("the clock is wrong by " + wrongBy.toDays() + " days");
    }

    /** After all faults end, a redrive and a run a day later are enough; what was withdrawn is released. */
    private void mendAll() throws Exception {
        mood = EndpointFault.ACCEPTS;
        unreachable = false;
        bytesBounded = false;
        ageBounded = false;
        bound();
        letTheApplicationBe(false);
        switchTo(false);
        setTheClock(Duration.ZERO);
        mended("redrive");
        installation.advance(Duration.ofDays(1));
        CommandResult last = mended("run");
        assertThat(last.exitCode()).as(last.toString()).isZero();
        releaseAll();
        List<String> weeks = IntStream.rangeClosed(0, 60)
                .mapToObj(before -> week(installation.now(), before))
                .sorted()
                .toList();
        ledger.isBalanced(gaps(), weeks, week(installation.now(), 0));
    }

    private void releaseAll() throws Exception {
        for (JsonNode ping :
                installation.run("status", "--json").json().get("withdrawn").values()) {
            assertThat(mended("release", ping.get("period").stringValue()).exitCode())
                    .isZero();
            assertThat(mended("submit").exitCode()).isZero();
        }
    }

    private CommandResult mended(String... command) throws Exception {
        String week = week(installation.now(), 0);
        ProcessLife life = new ProcessLife(installation.stateUrl(), Optional.empty());
        endpoint.guard(endpoint::pass);
        boolean runs = command[0].equals("run");
        CommandResult result =
                live(life, runs ? believed(week, command) : command).orElseThrow();
        if (runs) {
            ledger.happened(Event.BEGUN, week);
        }
        ledgerAfter(week, Set.of());
        return result;
    }

    private Map<String, String> gaps() {
        Map<String, String> gaps = new TreeMap<>();
        installation
                .run("status", "--json")
                .json()
                .get("gaps")
                .values()
                .forEach(gap ->
                        gaps.put(gap.get("period").stringValue(), gap.get("why").stringValue()));
        return gaps;
    }

    /** The complete ISO week so many weeks before the last one. */
    private static String week(Instant now, int before) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC).minusWeeks(1L + before);
        return String.format(
                "%d-W%02d", day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }
}
