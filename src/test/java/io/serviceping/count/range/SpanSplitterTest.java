package io.serviceping.count.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpanSplitterTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void hasNothingToWalkInAnEmptyTable(TestDatabase kind) throws SQLException {
        TestDatabase.Url url = kind.create()
                .execute("create table numbers (id int primary key)", "create table texts (id varchar(9) primary key)");
        try (RangeWalking walking = new RangeWalking(url)) {
            assertThat(spans(walking, "numbers", 3)).isEmpty();
            assertThat(spans(walking, "texts", 3)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void givesNobodyAGapOnly(TestDatabase kind) throws SQLException {
        TestDatabase.Url url = kind.create()
                .execute(
                        "create table gap (id bigint primary key)",
                        "insert into gap values (-9223372036854775808), (-9223372036854775807), (9223372036854775806), (9223372036854775807)");
        try (RangeWalking walking = new RangeWalking(url)) {
            assertThat(spans(walking, "gap", 8))
                    .containsExactly(
                            new ResumeKey.Numbers(Long.MIN_VALUE, Long.MAX_VALUE - 2, 0),
                            new ResumeKey.Numbers(Long.MAX_VALUE - 1, Long.MAX_VALUE, 0));
        }
    }

    @Test
    void sharesRowsEvenlyByStatisticsOnPostgres() throws SQLException {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create table numbers (id bigint primary key)",
                        "insert into numbers select x * x * x from generate_series(1, cast(20000 as bigint)) x",
                        "create table uuids (id uuid primary key)",
                        "insert into uuids select gen_random_uuid() from generate_series(1, 20000) x",
                        "create table composite (a text, b int, primary key (a, b))",
                        "insert into composite select 'k' || x % 100, x from generate_series(1, 20000) x",
                        "create table few (a text, b int, primary key (a, b))",
                        "insert into few select 'only', x from generate_series(1, 1000) x",
                        "analyze");
        try (RangeWalking walking = new RangeWalking(url)) {
            for (String table : List.of("public.numbers", "public.uuids")) {
                assertThat(shares(walking, table, "1", 4))
                        .hasSize(4)
                        .allSatisfy(share -> assertThat(share).isBetween(4_000, 6_000));
            }
            assertThat(shares(walking, "public.composite", "1", 4).stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(20_000);
            assertThat(shares(walking, "public.few", "1", 4)).containsExactly(1_000);
        }
    }

    private static List<ResumeKey> spans(RangeWalking walking, String table, int most) throws SQLException {
        TableFacts facts = walking.catalog().table(table).orElseThrow();
        return new SpanSplitter(walking.session()).of(facts, key(facts), most);
    }

    private static RangeKey key(TableFacts facts) {
        return facts.key().get(0).type().isInteger()
                ? new RangeKey.Numeric(facts.key().get(0))
                : new RangeKey.Keyset(facts.key());
    }

    private static List<Integer> shares(RangeWalking walking, String table, String column, int most)
            throws SQLException {
        TableFacts facts = walking.catalog().table(table).orElseThrow();
        List<Integer> shares = new ArrayList<>();
        for (ResumeKey span : spans(walking, table, most)) {
            RangeWalker walker = RangeWalker.of(
                    facts,
                    key(facts),
                    span,
                    new RangeSizing(Duration.ofSeconds(1), Duration.ofSeconds(15), Long.MAX_VALUE));
            int share = 0;
            for (Optional<Range> range = walker.next(walking.session());
                    range.isPresent();
                    range = walker.next(walking.session())) {
                int rows = walking.read(table, column, range.get()).size();
                walker.done(range.get(), Duration.ofSeconds(1), rows);
                share += rows;
            }
            shares.add(share);
        }
        return shares;
    }
}
