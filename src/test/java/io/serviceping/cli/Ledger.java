package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.time.Period;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The expected pings and their states, derived from the test's actions and from the tables and the endpoint. */
final class Ledger {
    /** An event of a week that decides why the week has no ping. */
    enum Event {
        FOUND_OFF,
        BEGUN,
        /** A run was killed, possibly before it could store that it had begun. */
        PERHAPS_BEGUN
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Row(String period, String id, long sequence, String digest, String state, byte[] content, Instant frozenAt) {
        boolean waits() {
            return !state.equals("delivered") && !state.equals("evicted");
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Arrival(String key, byte[] body) {}

    private final Map<String, Set<Event>> events = new TreeMap<>();
    private final Map<String, byte[]> bytes = new TreeMap<>();
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final JdbcClient collector;
    private Map<String, Row> rows = new TreeMap<>();
    private List<Instant> begun = List.of();
    private Optional<Instant> vouched = Optional.empty();

    Ledger(JdbcClient collector) {
        this.collector = collector;
    }

    void happened(Event event, String week) {
        events.computeIfAbsent(week, unused -> EnumSet.noneOf(Event.class)).add(event);
    }

    /** The endpoint's threads call this. */
    void arrived(String key, byte[] body) {
        arrivals.add(new Arrival(key, body));
    }

    int arrivals() {
        return arrivals.size();
    }

    boolean isFrozen(String week) {
        return rows.containsKey(week);
    }

    Collection<Row> pings() {
        return rows.values();
    }

    /** Whether a run was recent enough for the clock to be trusted. */
    boolean vouchesFor(Instant now) {
        return begun.stream()
                .anyMatch(run ->
                        !run.isAfter(now.minus(Duration.ofDays(2))) && !run.isBefore(now.minus(Duration.ofDays(21))));
    }

    /** Whether a run believes the clock that chooses this week, without asking another clock. */
    boolean isBelieved(String week) {
        return vouched.filter(last -> last.plus(Duration.ofDays(35))
                        .isBefore(Period.parse(week).asOf()))
                .isEmpty();
    }

    /** The pings that must be given up under the limits at that instant, oldest first. */
    Set<String> beyond(Instant oldest, long most) {
        List<Row> waiting = rows.values().stream()
                .filter(Row::waits)
                .sorted(Comparator.comparing(Row::frozenAt).thenComparing(Row::sequence))
                .toList();
        long left = waiting.stream()
                .filter(row -> !row.frozenAt().isBefore(oldest))
                .mapToLong(row -> row.content().length)
                .sum();
        List<String> beyond = new ArrayList<>();
        for (Row row : waiting) {
            boolean tooOld = row.frozenAt().isBefore(oldest);
            if (tooOld || left > most) {
                beyond.add(row.period());
                left -= tooOld ? 0 : row.content().length;
            }
        }
        return Set.copyOf(beyond);
    }

    /**
     * Compares the tables after an action with those before it.
     *
     * @param counted the week that the action may have frozen
     * @param mayGo weeks whose pings the action may have given up
     * @return weeks whose pings it gave up
     */
    Set<String> look(JdbcClient state, String counted, Set<String> mayGo) {
        begun = state.sql("select last_run_at from period_begun")
                .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .list();
        vouched = state.sql("select vouched_at from vouched_time where vouched_at is not null")
                .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional();
        Map<String, Row> now = read(state);
        assertThat(now.keySet()).as("nothing that was frozen is lost").containsAll(rows.keySet());
        now.values().forEach(row -> compare(row, counted));
        assertThat(now.values().stream().map(Row::sequence).sorted())
                .as("sequence numbers")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, now.size()).boxed().toList());
        Set<String> gone = now.values().stream()
                .filter(row -> row.state().equals("evicted"))
                .filter(row -> !rows.containsKey(row.period())
                        || !rows.get(row.period()).state().equals("evicted"))
                .map(Row::period)
                .collect(Collectors.toSet());
        assertThat(mayGo).as("given up only what is beyond the bounds").containsAll(gone);
        Map<String, Row> before = rows;
        rows = now;
        now.values().stream().filter(row -> !before.containsKey(row.period())).forEach(this::readDocument);
        compareWithEndpoint();
        return gone;
    }

    private static Map<String, Row> read(JdbcClient state) {
        return state
                .sql(
                        "select period, cast(ping_id as varchar(36)) as id, sequence_number, digest, state, content, frozen_at"
                                + " from outbox_ping")
                .query((row, n) -> new Row(
                        row.getString("period"),
                        row.getString("id"),
                        row.getLong("sequence_number"),
                        row.getString("digest"),
                        row.getString("state"),
                        row.getBytes("content"),
                        row.getObject("frozen_at", OffsetDateTime.class).toInstant()))
                .list()
                .stream()
                .collect(Collectors.toMap(Row::period, row -> row, (one, other) -> one, TreeMap::new));
    }

    private void compare(Row row, String counted) {
        Row before = rows.get(row.period());
        if (before == null) {
            assertThat(row.period())
                    .as("only the week that was counted is frozen")
                    .isEqualTo(counted);
            assertThat(row.digest()).isEqualTo(digest(row.content()));
            bytes.put(row.period(), row.content());
            return;
        }
        assertThat(List.of(row.id(), row.sequence(), row.digest(), row.frozenAt()))
                .as("the ping of " + row.period() + " never changes")
                .isEqualTo(List.of(before.id(), before.sequence(), before.digest(), before.frozenAt()));
        assertThat(row.content())
                .as("the bytes of " + row.period())
                .isEqualTo(row.content().length == 0 ? new byte[0] : bytes.get(row.period()));
        boolean bytesMayGo = row.state().equals("evicted") || before.content().length == 0;
        assertThat(row.content().length > 0 || bytesMayGo)
                .as("bytes of " + row.period())
                .isTrue();
        assertThat(row.state().equals("delivered") || !before.state().equals("delivered"))
                .as("delivered for good: " + row.period())
                .isTrue();
    }

    private void readDocument(Row row) {
        JsonNode document = CommandResult.json(unzip(Objects.requireNonNull(bytes.get(row.period()))));
        assertThat(document.get("ping_id").stringValue()).isEqualTo(row.id());
        assertThat(document.get("sequence").longValue()).isEqualTo(row.sequence());
        assertThat(document.path("previous_ping_id").asString(""))
                .as("previous_ping_id of " + row.period())
                .isEqualTo(rows.values().stream()
                        .filter(other -> other.sequence() == row.sequence() - 1)
                        .map(Row::id)
                        .findFirst()
                        .orElse(""));
        assertThat(document.at("/delivery/evicted").longValue())
                .as("what was given up, as the ping of " + row.period() + " reports it")
                .isEqualTo(rows.values().stream()
                        .filter(other -> other.state().equals("evicted"))
                        .count());
    }

    private void compareWithEndpoint() {
        Map<String, byte[]> received = received();
        for (Row row : rows.values()) {
            if (row.state().equals("delivered")) {
                assertThat(received).as("delivered, so the endpoint has it").containsKey(row.id());
            }
            if (received.containsKey(row.id())) {
                assertThat(received.get(row.id()))
                        .as("the endpoint's bytes of " + row.period())
                        .isEqualTo(bytes.get(row.period()));
            }
        }
        Map<String, byte[]> byId =
                rows.values().stream().collect(Collectors.toMap(Row::id, row -> bytes.get(row.period())));
        arrivals.forEach(arrival -> assertThat(arrival.body())
                .as("the bytes of each attempt for " + arrival.key())
                .isEqualTo(byId.get(arrival.key())));
    }

    /** The endpoint's pings of this instance, by id. */
    private Map<String, byte[]> received() {
        if (rows.isEmpty()) {
            return Map.of();
        }
        String instance = CommandResult.json(unzip(bytes.values().iterator().next()))
                .at("/instance/id")
                .stringValue();
        Map<String, byte[]> received = new TreeMap<>();
        collector
                .sql(
                        "select cast(ping_id as varchar(36)) as id, content from ping where instance_id = cast(:id as uuid)")
                .param("id", instance)
                .query(row -> {
                    received.put(row.getString("id"), row.getBytes("content"));
                });
        assertThat(received.keySet())
                .as("the endpoint has nothing but frozen pings, each once")
                .isSubsetOf(rows.values().stream().map(Row::id).collect(Collectors.toSet()));
        return received;
    }

    /**
     * After all faults are repaired: every frozen ping that was not given up has arrived, and every other week has the
     * right reason.
     */
    void isBalanced(Map<String, String> gaps, List<String> weeks, String last) {
        assertThat(rows.values().stream().filter(Row::waits).map(Row::period)).isEmpty();
        Set<String> certain = events.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(EnumSet.of(Event.PERHAPS_BEGUN)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        certain.addAll(rows.keySet());
        String first = certain.stream().min(Comparator.naturalOrder()).orElseThrow();
        for (String week : weeks) {
            boolean concerns = week.compareTo(first) >= 0 && week.compareTo(last) < 0;
            Row row = rows.get(week);
            if (row != null) {
                assertThat(gaps.getOrDefault(week, "none"))
                        .as(week)
                        .isEqualTo(row.state().equals("evicted") ? "evicted" : "none");
            } else if (concerns || gaps.containsKey(week)) {
                assertThat(gaps).containsKey(week);
                assertThat(gaps.get(week)).as("why " + week + " is missing").isIn(reasons(week));
            }
        }
    }

    private Set<String> reasons(String week) {
        Set<Event> happened = events.getOrDefault(week, Set.of());
        Set<String> reasons = new java.util.TreeSet<>();
        if (happened.contains(Event.FOUND_OFF)) {
            reasons.add("opted_out");
        }
        if (happened.contains(Event.BEGUN) || happened.contains(Event.PERHAPS_BEGUN)) {
            reasons.add("failed");
        }
        if (happened.isEmpty() || happened.equals(EnumSet.of(Event.PERHAPS_BEGUN))) {
            reasons.add("never_run");
        }
        return reasons;
    }

    private static String digest(byte[] content) {
        try {
            return "sha-256=:"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(content)) + ":";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] unzip(byte[] content) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
