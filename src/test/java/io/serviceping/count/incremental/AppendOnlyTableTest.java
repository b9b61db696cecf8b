package io.serviceping.count.incremental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.database.StatementPacing;
import io.serviceping.count.database.StoppedException;
import io.serviceping.count.database.TestPacing;
import io.serviceping.count.span.SharedScanFixture;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppendOnlyTableTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final CountLimits A_QUARTER = new CountLimits(LONG, LONG, 1, 0.25);
    private static final List<IncrementalState.Stretch> TWO_STRETCHES =
            List.of(new IncrementalState.Stretch(Long.MIN_VALUE, 10, 10), new IncrementalState.Stretch(11, 20, 10));

    private final List<Duration> rests = new ArrayList<>();

    private ApplicationDatabases databases(TestDatabase kind) {
        TestDatabase.Url url = kind.create()
                .execute(
                        "create table t (id bigint primary key, created_at timestamp not null)",
                        "insert into t select n, timestamp '2026-01-01 00:00:00' from "
                                + (kind == TestDatabase.H2
                                        ? "(select x as n from system_range(1, 40)) r"
                                        : "generate_series(1, 40) n"));
        return new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())), A_QUARTER);
    }

    private static IncrementalState incremental() {
        return new IncrementalState(
                "any",
                UUID.randomUUID(),
                Instant.parse("2026-11-16T00:00:00Z"),
                20,
                0,
                Long.MIN_VALUE,
                new IncrementalState.FutureRanges("t", List.of(), false));
    }

    private static SharedScan scan(ApplicationDatabases databases) {
        return SharedScanFixture.shared(databases, true, "select count(*) from t", "select max(id) from t");
    }

    @ParameterizedTest
    @EnumSource
    void restsAfterEachLookUpWithWhichAScanBegins(TestDatabase kind) throws Exception {
        try (ApplicationDatabases databases = databases(kind)) {
            SharedScan scan = scan(databases);
            StatementPacing pacing = new StatementPacing(A_QUARTER, Optional.empty(), rests::add);
            AppendOnlyTable table = new AppendOnlyTable(databases.session("main"), pacing, scan);

            assertThat(table.tail(Long.MIN_VALUE)).isEmpty();
            assertThat(rests).hasSize(1);
            assertThat(table.difference(incremental(), TWO_STRETCHES)).isEqualTo(OptionalLong.empty());
            assertThat(rests).as("the mark and two stretches").hasSize(4);
            assertThat(table.spans(1, 21, new TreeSet<>())).hasSize(1);

            assertThat(rests).hasSize(5);
            assertThat(rests.stream().reduce(Duration.ZERO, Duration::plus))
                    .isEqualTo(pacing.worked().multipliedBy(3))
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void beginsNoLookUpWhileABrakeHolds(TestDatabase kind) throws Exception {
        try (ApplicationDatabases databases = databases(kind)) {
            SharedScan scan = scan(databases);
            StatementPacing pacing = TestPacing.throttled(A_QUARTER);
            AppendOnlyTable table = new AppendOnlyTable(databases.session("main"), pacing, scan);
            List<ThrowingCallable> lookUps = List.of(
                    () -> table.tail(Long.MIN_VALUE),
                    () -> table.difference(incremental(), TWO_STRETCHES),
                    () -> table.spans(1, 21, new TreeSet<>()));

            assertThat(lookUps).allSatisfy(lookUp -> assertThatThrownBy(lookUp).isInstanceOf(StoppedException.class));
            assertThat(pacing.worked()).isZero();
        }
    }
}
