package io.serviceping.count.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.UnaskedSession;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No walk takes much longer than one pass over its rows, whatever the key and the cost of a statement. Times are
 * computed from what was read, so that the load of the machine has no effect.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalkLengthTest {
    private static final int ROWS = 8_000;
    private static final Pattern H2_SCANNED = Pattern.compile("scanCount: (\\d+)");
    private static final Pattern POSTGRESQL_SCANNED =
            Pattern.compile("rows=(\\d+)(?:\\.00)? loops=1\\)|Rows Removed by Filter: (\\d+)");

    /** Blocks are not looked up. */
    private static final Session NOT_NEEDED = new UnaskedSession();

    private final List<RangeWalking> opened = new ArrayList<>();
    private RangeWalking h2;
    private RangeWalking postgresql;

    @BeforeAll
    void fill() throws SQLException {
        h2 = fill(TestDatabase.H2, "system_range(1, " + ROWS + ")");
        postgresql = fill(TestDatabase.POSTGRESQL, "generate_series(1, " + ROWS + ") x");
    }

    private RangeWalking fill(TestDatabase kind, String series) throws SQLException {
        RangeWalking walking = new RangeWalking(kind.create()
                .execute(
                        "create table numbers (id bigint primary key, at timestamp)",
                        "insert into numbers select x * 3, timestamp '2026-01-01 00:00:00' + x * interval '1' minute"
                                + " from " + series,
                        "create index numbers_at on numbers (at)",
                        "create table texts (id char(26) primary key, n int)",
                        "insert into texts select lpad(cast(x * 7919 as varchar), 26, '0'), x from " + series,
                        "create table members (org varchar(20), usr varchar(40), role int, primary key (org, usr))",
                        "insert into members select 'org ' || mod(x, 5), 'usr ' || (x * 7919), 1 from " + series,
                        "create table visits (org int, team int, usr int, n int, primary key (org, team, usr))",
                        "insert into visits select mod(x, 3), mod(x, 50), x, 1 from " + series,
                        "create table heap (n int)",
                        "insert into heap select x from " + series,
                        "analyze"));
        opened.add(walking);
        return walking;
    }

    @AfterAll
    void close() throws SQLException {
        for (RangeWalking walking : opened) {
            walking.close();
        }
    }

    private RangeWalking on(TestDatabase kind) {
        return kind == TestDatabase.H2 ? h2 : postgresql;
    }

    /** The time of a range: a fixed part and a part per row. */
    private record Cost(String name, Duration fixed, Duration perRow) {
        Duration of(long rows) {
            return fixed.plus(perRow.multipliedBy(rows));
        }
    }

    private static final List<Cost> COSTS = List.of(
            new Cost("rows cost", Duration.ofNanos(100_000), Duration.ofNanos(20_000)),
            new Cost("each statement reads the table", Duration.ofMillis(76), Duration.ofNanos(10)),
            new Cost("statements are long to plan", Duration.ofMillis(28), Duration.ofNanos(2_000)));

    private static final Cost COST_OF_500_ROWS = new Cost("", Duration.ZERO, Duration.ofNanos(60_000));

    private record Case(TestDatabase kind, String table, Cost cost) {}

    static Stream<Case> cases() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of("numbers", "stretches", "texts", "members", "visits", "heap")
                        .filter(table -> kind == TestDatabase.POSTGRESQL || !table.equals("heap"))
                        .flatMap(table -> COSTS.stream().map(cost -> new Case(kind, table, cost))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesAtMostTwiceAsLongAsOnePassAndAFewStatementsMore(Case one) throws SQLException {
        Walked walked = walk(on(one.kind()), one.table(), one.cost(), 0);

        assertThat(walked.rows()).hasSize(ROWS).doesNotHaveDuplicates();
        Duration onePass = one.cost().of(ROWS);
        Duration fewStatements = one.cost().fixed().multipliedBy(20);
        assertThat(walked.took()).isLessThan(onePass.multipliedBy(2).plus(fewStatements));
        assertThat(walked.longest()).isLessThan(onePass.plusMillis(1));
    }

    /** The state after a run that was stopped when its ranges were smallest. */
    @ParameterizedTest
    @MethodSource("cases")
    void growsAgainFromRangesOfOneRow(Case one) throws SQLException {
        Walked walked = walk(on(one.kind()), one.table(), one.cost(), 1);

        assertThat(walked.rows()).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(walked.took())
                .isLessThan(one.cost()
                        .of(ROWS)
                        .multipliedBy(2)
                        .plus(one.cost().fixed().multipliedBy(30)));
    }

    /** Ranges within one value of the first column, and across values. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void readsNoMoreRowsThanARangeHasWhereFirstColumnsHaveFewValues(TestDatabase kind) throws SQLException {
        for (String table : List.of("members", "visits")) {
            Walked walked = walk(on(kind), table, COST_OF_500_ROWS, 500);

            assertThat(walked.statements()).as(table).isBetween(16, 40);
            // PostgreSQL reports the rows of a bitmap scan twice. H2 starts at the first column's value where the range
            // begins.
            assertThat(walked.scanned()).as(table).isLessThan(4L * ROWS);
        }
    }

    @Test
    void isCutOffAFewTimesOnlyBeforeARangeIsAsSmallAsCanBe() throws SQLException {
        RangeWalker walker = blocks(1L << 40);
        int cuts = 0;
        while (walker.halve(next(walker))) {
            cuts++;
        }

        assertThat(cuts).isBetween(5, 8);
        assertThat(next(walker)).isEqualTo(new Range.BlockRange(0, OptionalLong.of(1)));
    }

    @Test
    void makesNoSmallerRangesWhereTheyTakeAsLong() throws SQLException {
        RangeWalker walker = blocks(1_000);
        walker.done(next(walker), Duration.ofSeconds(12), 1);
        walker.done(next(walker), Duration.ofSeconds(12), 1);

        assertThat(walker.halve(next(walker))).isFalse();
    }

    private static RangeWalker blocks(long width) {
        return new NumberWalker(new IntegerDomain.BlockNumbers(), new ResumeKey.Numbers(0, 1L << 41, width), pace());
    }

    private static Range next(RangeWalker walker) throws SQLException {
        return walker.next(NOT_NEEDED).orElseThrow();
    }

    private static RangeSizing pace() {
        return new RangeSizing(Duration.ofMillis(30), Duration.ofSeconds(15), Long.MAX_VALUE);
    }

    private record Walked(List<String> rows, int statements, Duration took, Duration longest, long scanned) {}

    private static Walked walk(RangeWalking walking, String name, Cost cost, long firstSize) throws SQLException {
        Session session = walking.session();
        String table = name.equals("stretches") ? "numbers" : name;
        TableFacts facts = walking.catalog().table(table).orElseThrow();
        RangeKey key = key(name, facts);
        List<String> seen = new ArrayList<>();
        int statements = 0;
        Duration took = Duration.ZERO;
        Duration longest = Duration.ZERO;
        long scanned = 0;
        for (ResumeKey span : new SpanSplitter(session).of(facts, key, 1)) {
            RangeWalker walker = RangeWalker.of(facts, key, firstSize == 0 ? span : with(span, firstSize), pace());
            for (Optional<Range> range = walker.next(session); range.isPresent(); range = walker.next(session)) {
                List<String> rows = walking.read("public." + table, row(table), range.get());
                scanned += firstSize > 1 ? scanned(walking, table, range.get()) : 0;
                seen.addAll(rows);
                statements++;
                Duration one = cost.of(rows.size());
                took = took.plus(one);
                longest = one.compareTo(longest) > 0 ? one : longest;
                walker.done(range.get(), one, rows.size());
            }
        }
        return new Walked(seen, statements, took, longest, scanned);
    }

    private static ResumeKey with(ResumeKey span, long size) {
        return span instanceof ResumeKey.Numbers numbers
                ? new ResumeKey.Numbers(numbers.next(), numbers.end(), size)
                : new ResumeKey.Keyset(((ResumeKey.Keyset) span).after(), ((ResumeKey.Keyset) span).end(), size);
    }

    private static String row(String table) {
        return switch (table) {
            case "numbers", "texts" -> "id";
            case "members" -> "org || usr";
            case "visits" -> "usr";
            default -> "n";
        };
    }

    private static RangeKey key(String name, TableFacts facts) {
        return switch (name) {
            case "numbers" -> new RangeKey.Numeric(facts.key().get(0));
            case "stretches" ->
                new RangeKey.Time(
                        "at",
                        TimestampUnit.TIMESTAMP,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2027-01-01T00:00:00Z"));
            case "heap" -> new RangeKey.Blocks();
            default -> new RangeKey.Keyset(facts.key());
        };
    }

    /** Number of rows that a statement on the range reads, including rows that it discards. */
    private static long scanned(RangeWalking walking, String table, Range range) throws SQLException {
        RangeCondition condition = range.condition("");
        String plan = String.join(
                "\n",
                new BoundQuery(
                                "explain analyze select count(" + row(table).replace("org || usr", "role")
                                        + ") from public." + table + " where " + condition.sql(),
                                condition.parameters())
                        .rows(walking.session(), row -> row.getString(1)));
        Matcher scanned = (plan.contains("scanCount") ? H2_SCANNED : POSTGRESQL_SCANNED).matcher(plan);
        long rows = 0;
        while (scanned.find()) {
            rows += Long.parseLong(scanned.group(1) == null ? scanned.group(2) : scanned.group(1));
        }
        return rows;
    }
}
