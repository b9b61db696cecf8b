package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.range.ResumeKey;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;

/**
 * An installation whose run is killed once a week, each week at another point, and then repeated. The repetition
 * completes the week and repeats no work that was stored.
 */
final class KilledWeeks {
    private static final int ROWS = 60_000;
    private static final int WEEKS_BACK = 300;
    /** Number of rows after which a scan's first range ends, found in the index while the rows' distribution is unknown. */
    private static final int LOOKED_UP = 4_000;

    /** The collector lists only the newest pings. */
    private static final int LISTED = 100;

    /** The last table of the migrations. */
    private static final String LAST_TABLE = "period_begun";

    private static final String METRICS = "{\"events\":{\"all\":60000,\"sum\":1800030000},\"notes\":{\"as_written\":5},"
            + "\"visits\":{\"count\":12000,\"count_monthly\":0,\"count_weekly\":0}}";

    private final Installation installation;
    private final EndpointProxy endpoint;
    private final TestDatabase stateKind;
    private final List<JsonNode> documents = new ArrayList<>();
    private Period week = Period.lastCompleteAt(Instant.now().minus(Duration.ofDays(7L * WEEKS_BACK)));

    KilledWeeks(Installation installation, EndpointProxy endpoint, TestDatabase stateKind) {
        this.installation = installation;
        this.endpoint = endpoint;
        this.stateKind = stateKind;
        installation.advance(Duration.between(installation.now(), Instant.now()));
        installation
                .application()
                .execute(
                        "create table events (id bigint primary key, weight bigint)",
                        "insert into events select n, n from generate_series(1, " + ROWS + ") n",
                        "analyze events",
                        "create table visits (id bigint primary key, created_at timestamp not null)",
                        "insert into visits select n, timestamp '2001-01-01 00:00' from generate_series(1, 12000) n",
                        "analyze visits",
                        "create table notes (id bigint)",
                        "insert into notes select generate_series(1, 7)");
        // Reads of events must use its index, because the test reads the index's statistics.
        installation.application().execute("alter database " + name(installation) + " set enable_seqscan = off");
        installation
                .sendingTo(endpoint)
                .set("collection.target-batch-time", "10ms")
                .metric("events.all", "select count(*) from events")
                .metric("events.sum", "select sum(weight) from events")
                .metric(
                        "visits.count",
                        "select count(*) from visits",
                        "time_frame: [all, 28d, 7d]",
                        "timestamp_column: created_at",
                        "append_only: true")
                .metric("notes.as_written", "select 35 / count(*) from notes");
    }

    private static String name(Installation installation) {
        String url = installation.application().jdbc();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** A week's run without a kill. Returns all its commits. */
    List<Commits.Commit> undisturbed() {
        List<Commits.Commit> seen = new ArrayList<>();
        try (Debugged program = start()) {
            Commits commits = new Commits(program);
            Optional<Commits.Commit> next = commits.next();
            while (next.isPresent()) {
                seen.add(next.get());
                next = commits.next();
            }
            assertThat(program.end().exitCode()).isZero();
        }
        isDelivered(endpoint.received().size() - 1);
        return seen;
    }

    /**
     * Kills a week's run at this point and repeats the run.
     *
     * @return whether the run came to this point
     */
    boolean kill(CommitPoint boundary) {
        int received = endpoint.received().size();
        TableReads before = TableReads.of(installation);
        boolean killed;
        try (Debugged program = start()) {
            killed = boundary.kill(program);
        }
        goOn(boundary.toString(), before, received);
        return killed;
    }

    /** Kills a week's run while it waits for the answer of an endpoint that has stored the ping. */
    void killWhileTheEndpointHasThePing() {
        int received = endpoint.received().size();
        TableReads before = TableReads.of(installation);
        CountDownLatch held = new CountDownLatch(1);
        endpoint.guard((exchange, body) -> {
            endpoint.forward(exchange, body);
            held.countDown();
            new CountDownLatch(1).await();
        });
        try (ProgramRun run = installation.startProgram("run", "--period", week.toString())) {
            Await.until("the endpoint has the ping", () -> {
                assertThat(run.isAlive()).as(run.err()).isTrue();
                return held.getCount() == 0;
            });
            run.kill();
        }
        endpoint.accepts();
        goOn("while the endpoint has the ping", before, received);
        assertThat(endpoint.received()).hasSize(received + 2);
    }

    private void goOn(String killed, TableReads before, int received) {
        TableReads lost = TableReads.of(installation);
        Stored stored = stored();
        CommandResult result = installation.run("run", "--period", week.toString());
        TableReads again = TableReads.of(installation).since(lost);

        assertThat(result.exitCode()).as("%s: %s", killed, result.err()).isZero();
        assertThat(result.err()).as(killed).isEmpty();
        assertThat(again.scansOfNotes())
                .as("%s, scans of what is counted by one statement", killed)
                .isEqualTo(stored.notes() ? 0 : 1);
        assertThat(again.rowsOfEvents())
                .as("%s, rows read of %s left", killed, stored.left())
                .isLessThanOrEqualTo(stored.left() + (stored.left() > 0 ? LOOKED_UP : 0));
        assertThat(lost.since(before).scansOfNotes()).as(killed).isLessThanOrEqualTo(1);
        isDelivered(received);
    }

    /**
     * What a killed run has stored.
     *
     * @param notes whether the metric that runs as written has its outcome
     * @param left rows of the shared scan that are in no chunk
     */
    private record Stored(boolean notes, long left) {}

    private Stored stored() {
        if (!isMigrated()) {
            return new Stored(false, ROWS);
        }
        String ping = " ping_id = (select ping_id from counting where period = '" + week + "')";
        if (installation.count("outbox_ping where period = '" + week + "'") > 0) {
            return new Stored(true, 0);
        }
        long left = installation
                .state()
                .sql("select position_key from chunk where" + ping
                        + " and scan_id in (select scan_id from span where start_key like '% " + ROWS + " %')"
                        + " order by number desc limit 1")
                .query(String.class)
                .optional()
                .map(ResumeKey::parse)
                .map(KilledWeeks::left)
                .orElse((long) ROWS);
        return new Stored(installation.count("outcome where" + ping) > 0, left);
    }

    private static long left(ResumeKey key) {
        return key instanceof ResumeKey.Numbers numbers ? numbers.end() - numbers.next() + 1 : 0;
    }

    private boolean isMigrated() {
        boolean there = stateKind == TestDatabase.POSTGRESQL
                || Files.exists(installation.home().resolve("state/service-ping.mv.db"));
        return there
                && installation.count("information_schema.tables where lower(table_name) = '" + LAST_TABLE + "'") > 0;
    }

    private void isDelivered(int received) {
        List<JsonNode> pings = endpoint.pings();
        assertThat(pings).hasSize(Math.min(documents.size() + 1, LISTED));
        byte[] payload = endpoint.document(pings.get(0).get("ping_id").stringValue());
        JsonNode document = CommandResult.json(payload);
        assertThat(document.get("period").stringValue()).isEqualTo(week.toString());
        assertThat(document.get("sequence").intValue()).isEqualTo(documents.size() + 1);
        assertThat(document.at("/collection/complete").booleanValue()).isTrue();
        assertThat(document.get("metrics").toString()).isEqualTo(METRICS);
        if (!documents.isEmpty()) {
            assertThat(document.get("previous_ping_id"))
                    .isEqualTo(documents.get(documents.size() - 1).get("ping_id"));
        }
        assertThat(installation.payloadFile(week.toString())).isEqualTo(payload);
        List<byte[]> bodies =
                endpoint.received().subList(received, endpoint.received().size());
        assertThat(bodies).isNotEmpty().allMatch(body -> Arrays.equals(body, bodies.get(0)));
        assertThat(installation.count("outbox_ping where state <> 'delivered'")).isZero();
        assertThat(installation.count("outbox_attempt where ended_at is null")).isZero();
        assertThat(installation.count("chunk")).isZero();
        documents.add(document);
        week = week.next();
    }

    /** After a week without a kill, nothing is stored as running. */
    void endsTidily() {
        assertThat(installation.run("run", "--period", week.toString()).exitCode())
                .isZero();
        isDelivered(endpoint.received().size() - 1);
        for (String table : List.of("batch_job_execution", "batch_step_execution")) {
            assertThat(installation.count(table + " where status in ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN')"))
                    .as(table)
                    .isZero();
        }
    }

    private Debugged start() {
        return Debugged.start(
                options -> installation.startProgram(options, "run", "--period", week.toString()),
                Commits.watched(stateKind));
    }
}
