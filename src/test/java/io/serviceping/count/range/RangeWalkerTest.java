package io.serviceping.count.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.count.catalog.TestCatalog;
import io.serviceping.count.database.ConnectedSession;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.database.UnaskedSession;
import io.serviceping.plan.facts.ExpressionType;
import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RangeWalkerTest {
    private static final Duration TARGET = Duration.ofMillis(500);
    private static final RangeSizing PACE = new RangeSizing(TARGET, Duration.ofSeconds(15), Long.MAX_VALUE);
    private static final Duration QUICK = Duration.ofMillis(1);
    private static final RangeKey.Numeric ID =
            new RangeKey.Numeric(new KeyColumn("\"id\"", new ExpressionType(Types.BIGINT, "bigint")));
    private static final TableFacts NO_TABLE =
            new TableFacts("t", TableFacts.Kind.TABLE, 0, 0, true, List.of(), true, Set.of(), false);

    /** For a walker that already knows its width. */
    private static final Session NOT_NEEDED = new UnaskedSession();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void takesAHandfulOfStatementsForAThousandRowsOverABillionTimesAsManyNumbers(TestDatabase kind)
            throws SQLException {
        TestDatabase.Url url = kind.create()
                .execute(
                        "create table sparse (id bigint primary key)",
                        "insert into sparse select x * 1000000000 " + series(kind, 1000));
        try (RangeWalking walking = new RangeWalking(url)) {
            assertThat(statements(walking, "public.sparse")).isLessThan(12);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void findsItsWayAcrossHugeGaps(TestDatabase kind) throws SQLException {
        TestDatabase.Url url = kind.create()
                .execute(
                        "create table clusters (id bigint primary key)",
                        "insert into clusters select x - 9223372036854775807 " + series(kind, 30_000),
                        "insert into clusters select x * 1000003 " + series(kind, 100),
                        "insert into clusters select x + 9000000000000000000 " + series(kind, 30_000));
        try (RangeWalking walking = new RangeWalking(url)) {
            assertThat(statements(walking, "public.clusters")).isLessThan(40);
        }
    }

    @Test
    void keepsARangeSmallBehindAGap() throws SQLException {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create table cliff (id bigint primary key)",
                        "insert into cliff select x from generate_series(1, 3000) x",
                        "insert into cliff select x + 1000000000000 from generate_series(1, 200000) x");
        try (RangeWalking walking = new RangeWalking(url)) {
            TableFacts facts = walking.catalog().table("cliff").orElseThrow();
            RangeWalker walker = walker(walking, facts);
            int before = 2_000;
            for (Optional<Range> range = walker.next(walking.session());
                    range.isPresent();
                    range = walker.next(walking.session())) {
                int rows = walking.read("public.cliff", "1", range.get()).size();
                assertThat(rows).isLessThanOrEqualTo(5 * before);
                before = Math.max(before, rows);
                walker.done(range.get(), QUICK, rows);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endsWhereTheTableEndedWhenTheWalkBegan(TestDatabase kind) throws SQLException {
        TestDatabase.Url url = kind.create()
                .execute("create table growing (id bigint primary key)", "insert into growing values (1), (2), (3)");
        try (Connection connection = url.connect()) {
            Session session = new ConnectedSession(
                    kind == TestDatabase.H2 ? SessionDialect.H2 : SessionDialect.POSTGRESQL, connection);
            TableFacts facts = TestCatalog.of(session).table("growing").orElseThrow();
            RangeKey.Numeric key = new RangeKey.Numeric(facts.key().get(0));
            List<ResumeKey> spans = new SpanSplitter(session).of(facts, key, 1);
            connection.createStatement().execute("insert into growing values (4), (5)");
            assertThat(spans).containsExactly(new ResumeKey.Numbers(1, 3, 0));
            assertThat(RangeWalker.of(facts, key, spans.get(0), PACE).next(session))
                    .contains(new Range.NumericRange(key.column().name(), 1, 3));
        }
    }

    @Test
    void growsFourfoldAtMostAndShrinksAsMuchAsItTakes() throws SQLException {
        RangeWalker walker = RangeWalker.of(NO_TABLE, ID, new ResumeKey.Numbers(0, 1_000_000_000, 1_000), PACE);
        assertThat(size(walker, Duration.ofNanos(1))).isEqualTo(1_000);
        assertThat(size(walker, Duration.ofMillis(250))).isEqualTo(4_000);
        assertThat(size(walker, Duration.ofSeconds(50))).isEqualTo(8_000);
        assertThat(size(walker, TARGET)).isEqualTo(80);
        assertThat(size(walker, TARGET)).isEqualTo(80);
    }

    @Test
    void keepsToTheRowsThatARangeMayHave() throws SQLException {
        ResumeKey all = new ResumeKey.Numbers(0, 1_000_000_000, 1_000);
        RangeWalker walker = RangeWalker.of(NO_TABLE, ID, all, new RangeSizing(TARGET, Duration.ofSeconds(15), 3_000));
        assertThat(size(walker, Duration.ofNanos(1))).isEqualTo(1_000);
        assertThat(size(walker, Duration.ofNanos(1))).isEqualTo(3_000);
        assertThat(size(walker, Duration.ofNanos(1))).isEqualTo(3_000);
    }

    private static long size(RangeWalker walker, Duration took) throws SQLException {
        Range.NumericRange range = (Range.NumericRange) next(walker);
        long size = range.to() - range.from() + 1;
        walker.done(range, took, size);
        return size;
    }

    @Test
    void coversTheWholeOfLong() throws SQLException {
        RangeWalker walker = RangeWalker.of(
                NO_TABLE, ID, new ResumeKey.Numbers(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE), PACE);
        long from = Long.MIN_VALUE;
        while (walker.position() instanceof ResumeKey.Numbers) {
            Range.NumericRange range = (Range.NumericRange) next(walker);
            assertThat(range.from()).isEqualTo(from);
            walker.done(range, QUICK, Long.MAX_VALUE);
            from = range.to() + 1;
        }
        assertThat(from).as("one behind the largest").isEqualTo(Long.MIN_VALUE);
        assertThat(walker.next(NOT_NEEDED)).isEmpty();
    }

    @Test
    void cannotHalveWhatIsOne() throws SQLException {
        RangeWalker blocks = RangeWalker.of(NO_TABLE, new RangeKey.Blocks(), new ResumeKey.Numbers(0, 9, 4), PACE);
        assertThat(next(blocks)).isEqualTo(block(0, 4));
        assertThat(blocks.halve(block(0, 4))).isTrue();
        assertThat(next(blocks).condition("").parameters().get(1).literal()).isIn("'(1,0)'", "'(2,0)'");
        while (blocks.halve(next(blocks))) {
            assertThat(blocks.position()).isInstanceOf(ResumeKey.Numbers.class);
        }
        assertThat(next(blocks)).isEqualTo(block(0, 1));
        RangeWalker whole = RangeWalker.of(NO_TABLE, new RangeKey.Whole(), new ResumeKey.Numbers(0, 0, 1), PACE);
        assertThat(whole.halve(next(whole))).isFalse();
        assertThat(next(whole)).isEqualTo(new Range.WholeRange());
    }

    private static Range block(long from, long to) {
        return new Range.BlockRange(from, java.util.OptionalLong.of(to));
    }

    @Test
    void takesBackOnlyTheRangeItGave() throws SQLException {
        RangeWalker walker = RangeWalker.of(NO_TABLE, ID, new ResumeKey.Numbers(0, 99, 10), PACE);
        Range first = next(walker);
        assertThat(next(walker)).as("the same until it is done").isEqualTo(first);
        walker.done(first, TARGET, 10);
        assertThatThrownBy(() -> walker.done(first, TARGET, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @SincePostgres(14)
    @Test
    void leavesBlocksAndKeysToIndexAndTidScansOnPostgres() throws SQLException {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create table t (a text, b int, filler text, primary key (a, b))",
                        "insert into t select lpad(cast(x as text), 9, '0'), x, repeat('x', 200) from generate_series(1, 30000) x",
                        "analyze");
        try (RangeWalking walking = new RangeWalking(url)) {
            TableFacts facts = walking.catalog().table("t").orElseThrow();
            assertThat(String.join("\n", walking.explain("public.t", block(3, 9))))
                    .contains("Tid Range Scan");
            RangeKey key = new RangeKey.Keyset(facts.key());
            ResumeKey span =
                    new SpanSplitter(walking.session()).of(facts, key, 1).get(0);
            RangeWalker walker = RangeWalker.of(facts, key, span, PACE);
            Range range = walker.next(walking.session()).orElseThrow();
            walker.done(range, TARGET, 2_000);
            assertThat(String.join(
                            "\n",
                            walking.explain(
                                    "public.t", walker.next(walking.session()).orElseThrow())))
                    .contains("Index Cond: ((ROW(a, b) > ROW(");
        }
    }

    @Test
    void readsResumeKeysBack() {
        for (ResumeKey key : List.of(
                new ResumeKey.Finished(),
                new ResumeKey.Numbers(Long.MIN_VALUE, Long.MAX_VALUE, 0),
                new ResumeKey.Keyset(List.of(), List.of("\"}{", "finished"), 1),
                new ResumeKey.Keyset(List.of("", "'\n\\"), List.of("1 2 3", "😀"), 7))) {
            assertThat(ResumeKey.parse(key.text())).isEqualTo(key);
        }
        for (String text : List.of("", "1 2", "1 2 3 4", "2 1 0", "a b c", "{}", "{\"after\":[1]}")) {
            assertThatThrownBy(() -> ResumeKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Range next(RangeWalker walker) throws SQLException {
        return walker.next(NOT_NEEDED).orElseThrow();
    }

    private static RangeWalker walker(RangeWalking walking, TableFacts facts) throws SQLException {
        RangeKey key = new RangeKey.Numeric(facts.key().get(0));
        return RangeWalker.of(
                facts,
                key,
                new SpanSplitter(walking.session()).of(facts, key, 1).get(0),
                PACE);
    }

    /** Number of statements of a walk through the table when every statement is fast. */
    private static int statements(RangeWalking walking, String table) throws SQLException {
        AtomicInteger statements = new AtomicInteger();
        Session session = new Counted(statements, walking.session());
        TableFacts facts = walking.catalog().table(table).orElseThrow();
        RangeKey key = new RangeKey.Numeric(facts.key().get(0));
        List<String> seen = new ArrayList<>();
        for (ResumeKey span : new SpanSplitter(session).of(facts, key, 1)) {
            RangeWalker walker = RangeWalker.of(facts, key, span, PACE);
            for (Optional<Range> range = walker.next(session); range.isPresent(); range = walker.next(session)) {
                List<String> rows = walking.read(table, "t.id", range.get());
                statements.incrementAndGet();
                seen.addAll(rows);
                walker.done(range.get(), QUICK, rows.size());
            }
        }
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen).hasSameSizeAs(walking.readAll(table, "t.id", ""));
        return statements.get();
    }

    private record Counted(AtomicInteger statements, Session session) implements Session {
        @Override
        public SessionDialect dialect() {
            return session.dialect();
        }

        @Override
        public <T> T read(Work<T> work) throws SQLException {
            statements.incrementAndGet();
            return session.read(work);
        }
    }

    private static String series(TestDatabase kind, int rows) {
        return kind == TestDatabase.H2
                ? "from system_range(1, " + rows + ") as s"
                : "from generate_series(1, cast(" + rows + " as bigint)) x";
    }
}
