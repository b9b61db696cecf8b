package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Whole runs, week after week, over an append-only table. The expected values come from an installation without
 * incremental state.
 */
class AppendOnlyRunsTest {
    private static final String[] WINDOWED = {
        "time_frame: [all, 28d, 7d]", "timestamp_column: created_at", "append_only: true"
    };
    private static final LocalDateTime BEGINNING = LocalDateTime.of(2026, 11, 16, 6, 0);
    private static final int ROWS = 12_000;

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private final Random random = new Random(20_261_116);
    private LocalDateTime now = BEGINNING;
    private long nextId = 1;
    private int widestGap = 3;

    @SuppressWarnings("NullAway.Init") // each test begins with begin()
    private Installation installation;

    private final List<Counted> asked = new ArrayList<>();

    private record Counted(String keyPath, String sql, List<String> fields) {}

    /** Starts with rows of the last forty weeks. */
    private void begin(TestDatabase kind) {
        installation = Installation.on(kind, folder).sendingTo(endpoint).set("collection.target-batch-time", "10ms");
        installation
                .application()
                .execute("create table visits (id bigint primary key, account bigint, kind varchar(10), weight int,"
                        + " created_at timestamp not null, ended_at timestamp)");
        metric("visits.count", "select count(*) from visits", WINDOWED);
        metric("visits.accounts", "select count(distinct account) from visits", WINDOWED);
        metric("visits.weight", "select sum(weight) from visits where kind in ('a', 'b')", WINDOWED);
        metric("visits.greatest", "select max(weight) from visits", WINDOWED);
        metric("visits.average", "select avg(weight) from visits where account > 5", WINDOWED);
        metric(
                "visits.share",
                "select round(100.0 * count(*) filter (where kind = 'a') / nullif(count(*), 0), 2) from visits",
                WINDOWED);
        metric(
                "visits.ended",
                "select count(*) from visits where kind = 'c'",
                "time_frame: [28d, 7d]",
                "timestamp_column: ended_at",
                "append_only: true");
        metric(
                "visits.kinds",
                "select kind, count(distinct account) from visits group by kind",
                "value_type: object",
                "time_frame: [all, 7d]",
                "timestamp_column: created_at",
                "append_only: true");
        insert(ROWS, now.minusWeeks(40), now);
    }

    private void metric(String keyPath, String sql, String... fields) {
        installation.metric(keyPath, sql, fields);
        asked.add(new Counted(keyPath, sql, List.of(fields)));
    }

    /** Inserts rows with gaps between the ids, whose ids and times rise together, but not strictly. */
    private void insert(int rows, LocalDateTime from, LocalDateTime to) {
        long seconds = Duration.between(from, to).toSeconds();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            LocalDateTime created = from.plusSeconds(Math.min(seconds - 1, seconds * i / rows + random.nextInt(3600)));
            String ended = random.nextInt(4) == 0
                    ? "null"
                    : "timestamp '" + text(created.plusMinutes(random.nextInt(3000))) + "'";
            values.add("(" + nextId + ", " + random.nextInt(2000) + ", '" + "abc".charAt(random.nextInt(3)) + "', "
                    + random.nextInt(1000) + ", timestamp '" + text(created) + "', " + ended + ")");
            nextId += 1 + random.nextInt(widestGap);
        }
        for (int i = 0; i < rows; i += 1000) {
            installation
                    .application()
                    .execute("insert into visits values "
                            + String.join(", ", values.subList(i, Math.min(rows, i + 1000))));
        }
        analyze();
    }

    private void analyze() {
        installation
                .application()
                .execute(
                        installation.application().jdbc().startsWith("jdbc:h2")
                                ? "analyze table visits"
                                : "analyze visits");
    }

    private static String text(LocalDateTime time) {
        return time.toString().replace('T', ' ');
    }

    private void advance(Duration time) {
        installation.advance(time);
        now = now.plus(time);
    }

    private String period() {
        return Period.lastCompleteAt(now.toInstant(ZoneOffset.UTC)).toString();
    }

    /** Runs, and expects the values of an installation without append_only. */
    private JsonNode runsRight() {
        CommandResult result = installation.run("run", "--period", period());
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode payload = CommandResult.json(installation.payloadFile(period()));
        assertThat(payload.at("/metrics/visits"))
                .as(result.err())
                .isEqualTo(right(period()).at("/metrics/visits"));
        return payload;
    }

    private JsonNode right(String period) {
        Installation other = installation.twin(folder.resolve("oracle-" + random.nextLong()));
        for (Counted one : asked) {
            other.metric(
                    one.keyPath(),
                    one.sql(),
                    one.fields().stream()
                            .filter(field -> !field.startsWith("append_only"))
                            .toArray(String[]::new));
        }
        other.advance(Duration.between(BEGINNING, now));
        CommandResult result = other.run("preview", "--period", period);
        assertThat(result.err()).doesNotContain("append_only");
        return CommandResult.json(result.out().getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode preview() {
        return CommandResult.json(installation.run("preview").out().getBytes(StandardCharsets.UTF_8));
    }

    private long id(String extreme, String condition) {
        return JdbcClient.create(installation.application().dataSource())
                .sql("select " + extreme + "(id) from visits where " + condition)
                .query(Long.class)
                .single();
    }

    private long uses() {
        return installation
                .state()
                .sql("select uses from incremental_state")
                .query(Long.class)
                .single();
    }

    private long mark() {
        return installation
                .state()
                .sql("select mark from incremental_state")
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsInFullWhenAnotherColumnHasTakenAName(TestDatabase kind) {
        begin(kind);
        runsRight();
        String rename = kind == TestDatabase.H2 ? "alter column weight rename to" : "rename column weight to";
        installation
                .application()
                .execute("alter table visits " + rename + " former", "alter table visits add weight int default 7");
        advance(Duration.ofDays(7));

        JsonNode payload = runsRight();

        assertThat(payload.at("/metrics/visits/greatest").intValue()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void findsWhatAFullCountFindsHoweverTheWeeksGo(TestDatabase kind) {
        begin(kind);
        installation.set("collection.append-recount", "6");
        long most = 0;
        for (int week = 0; week < 9; week++) {
            JsonNode payload = runsRight();
            assertThat(payload.toString()).doesNotContain("drift");
            most = Math.max(most, uses());
            assertThatEachPieceIsMuchLargerThanTheNext();
            assertThat(installation.count("baseline") + installation.count("chunk"))
                    .isZero();
            Duration pause = Duration.ofHours(new int[] {168, 168, 336, 168 + 70, 98, 168 * 6, 168, 165, 171}[week]);
            LocalDateTime before = now;
            advance(pause);
            insert(random.nextInt(400), before, now);
        }
        assertThat(most).isEqualTo(5);
    }

    private void assertThatEachPieceIsMuchLargerThanTheNext() {
        List<Long> sizes = installation
                .state()
                .sql("select size from incremental_segment order by number")
                .query(Long.class)
                .list();
        for (int next = 1; next < sizes.size(); next++) {
            assertThat(sizes.get(next - 1)).as("of %s", sizes).isGreaterThan(2 * sizes.get(next));
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void leavesTheStateRightWhereverARunIsKilled(TestDatabase kind) {
        begin(kind);
        runsRight();
        int kills = 0;
        String[] stores = {
            "chunk add constraint kill check (number < 0)",
            "chunk add constraint kill check (span < 1)",
            "baseline add constraint kill check (difference < 0)",
            "incremental_segment add constraint kill check (size < 0)",
            "incremental_state add constraint kill check (uses < 4)",
            "outbox_ping add constraint kill check (sequence_number < 7)"
        };
        for (String store : stores) {
            LocalDateTime before = now;
            advance(Duration.ofDays(7));
            insert(300, before, now);
            long mark = mark();
            String table = store.substring(0, store.indexOf(' '));
            // Existing rows may violate the constraint.
            String rule = kind == TestDatabase.POSTGRESQL ? store + " not valid" : store + " nocheck";
            installation.stateUrl().execute("alter table " + table + rule.substring(table.length()));
            kills += installation.run("run").exitCode() == 0 ? 0 : 1;
            assertThat(mark()).isEqualTo(mark);
            installation
                    .stateUrl()
                    .execute(
                            "alter table " + table + " drop constraint kill",
                            "update batch_job_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null"
                                    + " where status <> 'COMPLETED'",
                            "update batch_step_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null"
                                    + " where status <> 'COMPLETED'");
            advance(Duration.ofHours(30));
            runsRight();
            assertThat(mark()).isGreaterThan(mark);
            advance(Duration.ofHours(-30));
        }
        assertThat(kills).isEqualTo(stores.length);
        assertThat(uses()).isEqualTo(stores.length);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsInFullAndSaysSoWhereRowsAreGone(TestDatabase kind) {
        begin(kind);
        runsRight();
        installation.application().execute("delete from visits where id < 100");
        advance(Duration.ofDays(7));

        CommandResult result = installation.run("run");

        assertThat(result.err()).contains("visits", "append_only is declared for visits.accounts and 21 more");
        JsonNode payload = CommandResult.json(installation.payloadFile(period()));
        assertThat(payload.at("/metrics/visits")).isEqualTo(right(period()).at("/metrics/visits"));
        JsonNode drift = payload.at("/collection/metrics/visits.count/drift");
        assertThat(drift.get("check").stringValue()).isEqualTo("row_count");
        assertThat(drift.get("difference").intValue()).isBetween(-99, -30);
        assertThat(endpoint.pings()).as("the endpoint takes a drift").hasSize(2);
        advance(Duration.ofDays(7));
        assertThat(runsRight().toString()).doesNotContain("drift");
        assertThat(uses()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void findsAChangedValueByTheNextFullCount(TestDatabase kind) {
        begin(kind);
        installation.set("collection.append-recount", "2");
        runsRight();
        installation.application().execute("update visits set weight = weight + 7, kind = 'a' where id = 1");
        advance(Duration.ofDays(7));
        JsonNode previewed = preview();
        assertThat(installation.run("run").exitCode()).isZero();
        JsonNode sent = CommandResult.json(installation.payloadFile(period()));
        assertThat(previewed.at("/metrics"))
                .as("reads on, as the run does")
                .isEqualTo(sent.at("/metrics"))
                .isNotEqualTo(right(period()).at("/metrics"));
        assertThat(uses()).isEqualTo(1);
        advance(Duration.ofDays(7));
        previewed = preview();
        assertThat(uses()).as("a preview changes nothing").isEqualTo(1);

        JsonNode how = runsRight().at("/collection/metrics");

        assertThat(previewed.at("/collection/metrics/visits.average/drift")).isEqualTo(how.at("/visits.average/drift"));

        assertThat(how.at("/visits.average/drift/check").stringValue()).isEqualTo("recount");
        assertThat(how.at("/visits.average/drift/difference").doubleValue()).isBetween(0.0001, 0.01);
        assertThat(how.at("/visits.count/drift").isMissingNode()).isTrue();
        assertThat(uses()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsInFullATableThatWasEmptiedOrMadeAgain(TestDatabase kind) {
        begin(kind);
        runsRight();
        installation.application().execute("truncate table visits");
        nextId = 1;
        widestGap = 9;
        advance(Duration.ofDays(7));
        insert(ROWS, now.minusWeeks(10), now);
        assertThat(runsRight().toString()).contains("row_count");
        // H2 cannot distinguish a table from one that was dropped and created again.
        if (kind == TestDatabase.POSTGRESQL) {
            installation
                    .application()
                    .execute(
                            "create table others as select * from visits",
                            "drop table visits",
                            "alter table others add constraint others_key primary key (id)",
                            "alter table others rename to visits",
                            "update visits set weight = weight + 1");
            analyze();
            advance(Duration.ofDays(7));
            assertThat(runsRight().toString()).as("another table is no drift").doesNotContain("drift");
            assertThat(uses()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void readsRowsOfTheFutureAgainUntilTheyArePastAndKeepsAllOthers(TestDatabase kind) {
        begin(kind);
        installation.set("collection.append-recount", "4");
        long early = id("min", "id > 50");
        installation
                .application()
                .execute("update visits set created_at = timestamp '2099-01-01 00:00:00' where id = " + early);
        insert(20, now.plusDays(10), now.plusDays(12));
        long ahead = nextId;
        insert(200, now.minusDays(5), now);
        runsRight();
        for (int week = 0; week < 4; week++) {
            advance(Duration.ofDays(7));
            insert(200, now.minusDays(7), now);
            long settled = id("max", "created_at < timestamp '" + text(now.minusDays(4)) + "'");
            runsRight();
            assertThat(mark())
                    .as("week %s", week)
                    .isGreaterThanOrEqualTo(settled)
                    .isGreaterThan(ahead);
        }
        assertThat(uses()).as("has counted in full, without a drift").isZero();
        advance(Duration.ofDays(7));
        CommandResult result = installation.run("run");

        assertThat(result.err())
                .containsIgnoringCase("\"visits\" are dated ahead")
                .contains("a range of ids again", "timestamp_column");
        assertThat(installation
                        .state()
                        .sql("select future_ranges from incremental_state")
                        .query(String.class)
                        .single())
                .isEqualTo(early + ":" + early);
        assertThat(installation.run("status").out()).contains("future     Rows of ");
        JsonNode status =
                CommandResult.json(installation.run("status", "--json").out().getBytes(StandardCharsets.UTF_8));
        assertThat(status.at("/future_rows/0/table").stringValue()).containsIgnoringCase("visits");
        assertThat(status.at("/future_rows/0/ranges").intValue()).isEqualTo(1);
        assertThat(status.at("/future_rows/0/counted_behind").isNull()).isTrue();
        assertThat(installation.run("plan").out()).contains("dated more than a day ahead");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void startsAnewWhenTheDefinitionsChangeAndForgetsWhatNobodyAsksFor(TestDatabase kind) {
        begin(kind);
        runsRight();
        advance(Duration.ofDays(7));
        metric("visits.more", "select min(weight) from visits", WINDOWED);
        runsRight();
        assertThat(uses()).isZero();
        metric("visits.never", "select sum(account) from visits");
        advance(Duration.ofDays(7));
        runsRight();
        assertThat(installation.count("incremental_state")
                        + installation.count("incremental_segment")
                        + installation.count("incremental_sets"))
                .isZero();
        assertThat(installation.run("plan").out())
                .contains("nothing, though append_only is declared: visits.never of the same scan does not declare it");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void anEarlierPeriodNeitherUsesNorChangesWhatALaterOneKept(TestDatabase kind) {
        begin(kind);
        advance(Duration.ofDays(14));
        insert(300, now.minusDays(14), now);
        runsRight();
        long mark = mark();

        assertThat(installation.run("run", "--period", "2026-W46").exitCode()).isZero();

        assertThat(mark()).isEqualTo(mark);
        assertThat(CommandResult.json(installation.payloadFile("2026-W46")).at("/metrics/visits"))
                .isEqualTo(right("2026-W46").at("/metrics/visits"));
    }

    /** A killed run that continues after a later ping finds an incremental state newer than its baseline. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRunThatGoesOnAfterALaterOneBeginsAnew(TestDatabase kind) {
        begin(kind);
        runsRight();
        advance(Duration.ofDays(7));
        insert(300, now.minusDays(7), now);
        installation.stateUrl().execute("alter table chunk add constraint kill check (number < 0)");
        assertThat(installation.run("run").exitCode()).isNotZero();
        installation.stateUrl().execute("alter table chunk drop constraint kill");
        advance(Duration.ofDays(7));
        insert(300, now.minusDays(7), now);
        runsRight();

        CommandResult result = installation.run("run", "--period", "2026-W47");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(CommandResult.json(installation.payloadFile("2026-W47")).at("/metrics/visits"))
                .isEqualTo(right("2026-W47").at("/metrics/visits"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void forgetsWhatARunStoodOnThatNeverWentOn(TestDatabase kind) {
        begin(kind);
        runsRight();
        advance(Duration.ofDays(7));
        insert(300, now.minusDays(7), now);
        installation.stateUrl().execute("alter table chunk add constraint kill check (number < 0)");
        assertThat(installation.run("run").exitCode()).isNotZero();
        assertThat(installation.count("baseline")).isEqualTo(1);
        installation.stateUrl().execute("alter table chunk drop constraint kill");
        advance(Duration.ofDays(42));
        // Stands for a run a few days ago, without which the clock would not be trusted.
        installation.stateUrl().execute("update period_begun set last_run_at = last_run_at + interval '38' day");

        runsRight();

        assertThat(installation.count("baseline")).isZero();
        assertThat(uses()).isEqualTo(1);
    }

    /** An id is assigned before a ping, and its row is committed after the ping. */
    @Test
    void countsARowThatIsCommittedLateWithALowerId() throws Exception {
        begin(TestDatabase.POSTGRESQL);
        try (Connection late = installation.application().connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            long lower = nextId++;
            statement.execute("insert into visits values (" + lower + ", 999999, 'a', 5, timestamp '"
                    + text(now.minusMinutes(90)) + "', null)");
            insert(50, now.minusMinutes(80), now);
            runsRight();
            assertThat(mark()).isLessThan(lower);
            late.commit();
        }
        advance(Duration.ofDays(7));
        insert(50, now.minusDays(6), now);

        long withLate = runsRight().at("/metrics/visits/count").longValue();

        assertThat(withLate).isEqualTo(ROWS + 101);
        assertThat(uses()).isEqualTo(1);
        assertThat(installation.run("plan").out()).contains("append only: the next ping reads on");
    }
}
