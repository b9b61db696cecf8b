package io.serviceping.count;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.count.CountingFixture.SHORT;
import static io.serviceping.count.CountingFixture.counted;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.ValueType;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WrittenScanFailuresTest {
    private static final String TOOK_TOO_LONG = "the statement or a lock took longer than allowed";

    @ParameterizedTest
    @CsvSource({
        "selec count(*) from secret_salaries, selec",
        "select count(*) from secret_salaries, secret_salaries",
        "select secret_bonus from t, secret_bonus",
        "select secret_function(id) from t, secret_function",
        "select 1 / (id - id) from t where name = 'one', zero",
        "select cast(name as integer) from t where name = 'two', two"
    })
    void tellsThePayloadNothingOfTheSqlAndTheAdminEverything(String sql, String detail) throws Exception {
        for (TestDatabase database : TestDatabase.values()) {
            try (CountingFixture fixture = CountingFixture.on(database)) {
                assertThat(fixture.outcome(sql)).isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> {
                    assertThat(unavailable.why()).isEqualTo(Outcome.Why.ERROR);
                    assertThat(unavailable.reason()).matches("SQL state [0-9A-Z]{5}");
                    assertThat(unavailable.detail()).containsIgnoringCase(detail);
                });
                assertThat(fixture.outcome("select count(*) from t")).isEqualTo(counted(3));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void cutsAStatementThatTakesTooLongAndSparesTheRest(TestDatabase database) throws Exception {
        try (CountingFixture fixture = CountingFixture.on(database, new CountLimits(SHORT, LONG, 1, 1))) {
            String sql = database == TestDatabase.H2
                    ? "select sum(a.x * b.x) from system_range(1, 10000000) a, system_range(1, 10000000) b"
                    : "select count(*) from t, pg_sleep(30)";

            assertTimeout(fixture.outcome(sql));
            assertThat(fixture.outcome("select count(*) from t")).isEqualTo(counted(3));
        }
    }

    /** Not on H2, where readers wait for no lock. */
    @Test
    void givesUpOnALockThatAnotherHoldsAndSparesTheRest() throws Exception {
        CountLimits limits = new CountLimits(LONG, SHORT, 1, 1);
        try (CountingFixture fixture =
                        CountingFixture.on(TestDatabase.POSTGRESQL, limits, "create table u as select * from t");
                Connection other = fixture.url.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("lock table t in access exclusive mode");

            assertTimeout(fixture.outcome("select count(*) from t"));
            assertThat(fixture.outcome("select count(*) from u")).isEqualTo(counted(3));

            other.rollback();
            assertThat(fixture.outcome("select count(*) from t")).isEqualTo(counted(3));
        }
    }

    @Test
    void keepsTheStatementTimeoutOfTheNextMetricWhateverThisOneDoes() throws Exception {
        try (CountingFixture fixture =
                CountingFixture.on(TestDatabase.POSTGRESQL, new CountLimits(SHORT, LONG, 1, 1))) {
            assertThat(fixture.outcome("select length(set_config('statement_timeout', '0', false))"))
                    .isEqualTo(counted(1));
            assertTimeout(fixture.outcome("select count(*) from t, pg_sleep(30)"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTheLongestTimeoutsThatCanBeWritten(TestDatabase database) throws Exception {
        Duration ages = Duration.ofDays(365_000);
        try (CountingFixture fixture = CountingFixture.on(database, new CountLimits(ages, ages, 1, 1))) {
            assertThat(fixture.outcome("select count(*) from t")).isEqualTo(counted(3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void restsThreeTimesAsLongAsItWorkedForAQuarterOfTheLoad(TestDatabase database) throws Exception {
        try (CountingFixture fixture = CountingFixture.on(database, new CountLimits(LONG, LONG, 1, 0.25))) {
            Duration took = fixture.counter
                    .count(CountingFixture.scan(ValueType.NUMBER, "select count(*) from t"))
                    .get(0)
                    .took();

            assertThat(fixture.rests).containsExactly(took.multipliedBy(3));
            assertThat(took).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotRestAtFullLoadAndRestsAfterAFailureToo(TestDatabase database) throws Exception {
        try (CountingFixture full = CountingFixture.on(database);
                CountingFixture half = CountingFixture.on(database, new CountLimits(LONG, LONG, 1, 0.5))) {
            full.outcome("select count(*) from t");
            half.outcome("select count(*) from missing");

            assertThat(full.rests).containsExactly(Duration.ZERO);
            assertThat(half.rests)
                    .singleElement()
                    .satisfies(rest -> assertThat(rest).isPositive());
        }
    }

    private static void assertTimeout(Outcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> {
            assertThat(unavailable.why()).isEqualTo(Outcome.Why.TIMEOUT);
            assertThat(unavailable.reason()).isEqualTo(TOOK_TOO_LONG);
            assertThat(unavailable.detail()).isNotBlank();
        });
    }
}
