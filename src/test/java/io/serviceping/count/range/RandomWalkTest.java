package io.serviceping.count.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.RandomTable;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomWalkTest {
    private static final int CASES = Soak.of("service-ping.walk-cases", 100, 4_000);
    private static final Duration TARGET = Duration.ofMillis(500);
    private static final RangeSizing PACE = new RangeSizing(TARGET, Duration.ofSeconds(15), Long.MAX_VALUE);

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void readsEveryRowExactlyOnceWhateverIsCancelledOrKilled(TestDatabase kind) throws SQLException {
        long seed = Soak.seed();
        System.out.println("RandomWalkTest on " + kind + ": " + Soak.option(seed));
        Random random = new Random(seed);
        TestDatabase.Url url = kind.create();
        List<RandomTable> tables = new ArrayList<>();
        try (Connection connection = url.connect()) {
            for (int i = 0; i < CASES; i++) {
                tables.add(RandomTable.create(connection, kind, i, random));
            }
        }
        try (RangeWalking walking = new RangeWalking(url)) {
            for (RandomTable table : tables) {
                assertThat(walk(walking, table, random))
                        .as("%s, %s", Soak.option(seed), table)
                        .containsExactlyInAnyOrderElementsOf(
                                walking.readAll("public." + table.name(), table.row(), table.wanted()));
            }
        }
    }

    private static List<String> walk(RangeWalking walking, RandomTable table, Random random) throws SQLException {
        TableFacts facts = walking.catalog().table(table.name()).orElseThrow();
        RangeKey key = table.key(facts);
        List<String> seen = new ArrayList<>();
        for (ResumeKey span : new SpanSplitter(walking.session()).of(facts, key, 1 + random.nextInt(4))) {
            RangeWalker walker = RangeWalker.of(facts, key, small(span, random), PACE);
            Optional<Range> range = walker.next(walking.session());
            for (int steps = 0; range.isPresent(); steps++) {
                assertThat(steps).as("steps of " + table).isLessThan(20_000);
                if (random.nextInt(4) > 0 || !walker.halve(range.get())) {
                    List<String> rows = walking.read("public." + table.name(), table.row(), range.get());
                    boolean killed = RangeWalking.isResumable(key) && random.nextInt(10) == 0;
                    if (!killed) {
                        walker.done(range.get(), took(random), random.nextBoolean() ? rows.size() : random.nextInt(9));
                        seen.addAll(rows);
                    }
                    if (killed || (RangeWalking.isResumable(key) && random.nextInt(4) == 0)) {
                        ResumeKey left = ResumeKey.parse(walker.position().text());
                        assertThat(left).isEqualTo(walker.position());
                        walker = RangeWalker.of(facts, key, left, PACE);
                    }
                }
                range = walker.next(walking.session());
            }
            assertThat(walker.position()).isEqualTo(new ResumeKey.Finished());
        }
        return seen;
    }

    /** Starts with small ranges, so that small tables have many. */
    private static ResumeKey small(ResumeKey span, Random random) {
        if (random.nextInt(3) == 0) {
            return span;
        } else if (span instanceof ResumeKey.Numbers numbers) {
            return new ResumeKey.Numbers(numbers.next(), numbers.end(), 1 + random.nextInt(50));
        } else if (span instanceof ResumeKey.Keyset keyset) {
            return new ResumeKey.Keyset(keyset.after(), keyset.end(), 1 + random.nextInt(50));
        }
        return span;
    }

    private static Duration took(Random random) {
        return TARGET.multipliedBy(1 + random.nextInt(30)).dividedBy(1 + random.nextInt(60));
    }
}
