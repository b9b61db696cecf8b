package io.serviceping.count.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of a table between planning and counting becomes its metrics' outcome. */
class ChangedTableTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final SpanScanner.CountSettings SETTINGS =
            new SpanScanner.CountSettings(Duration.ofMillis(20), 1 << 20, rest -> true);

    /** Other processes cannot change an H2 file while it is being read, so only PostgreSQL is tested. */
    private static TestDatabase.Url table() {
        return TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create table t (id bigint primary key, kind int, gone int)",
                        "insert into t select x, mod(x, 3), 1 from generate_series(1, 3000) x");
    }

    private static SharedScanFixture planned(TestDatabase.Url url) throws InterruptedException {
        return planned(url, LONG);
    }

    private static SharedScanFixture planned(TestDatabase.Url url, Duration timeout) throws InterruptedException {
        return new SharedScanFixture(url, timeout, SETTINGS, "select count(*) from t", "select sum(gone) from t");
    }

    @Test
    void aTableThatIsDropped() throws InterruptedException {
        TestDatabase.Url url = table();
        try (SharedScanFixture scan = planned(url)) {
            url.execute("drop table t");

            assertThat(scan.walk()).isTrue();
            assertThat(scan.values()).containsEntry("m.n0", "error").containsEntry("m.n1", "error");
        }
    }

    @Test
    void aColumnThatIsDropped() throws InterruptedException {
        TestDatabase.Url url = table();
        try (SharedScanFixture scan = planned(url)) {
            url.execute("alter table t drop column gone");

            assertThat(scan.walk()).isTrue();
            assertThat(scan.outcome("m.n0"))
                    .isEqualTo(new Outcome.Counted(new MetricValue.Numeric(java.math.BigDecimal.valueOf(3000))));
            assertThat(scan.values()).containsEntry("m.n1", "error");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table t rename to former; create table t (id bigint primary key, kind int, gone int)",
                "alter table t rename column gone to former; alter table t add column gone int default 7"
            })
    void anotherTableOrColumnThatTakesTheName(String statements) throws InterruptedException {
        TestDatabase.Url url = table();
        try (SharedScanFixture scan = planned(url);
                SharedScanFixture same = planned(url)) {
            assertThat(same.scan.id()).isEqualTo(scan.scan.id());
            assertThat(same.scan.incrementalId()).isEqualTo(scan.scan.incrementalId());

            url.execute(statements.split(";", -1));

            assertThatExceptionOfType(DatabaseUnavailableException.class)
                    .isThrownBy(scan::walk)
                    .withMessageContaining("The table t of the application database 'main' is another one");
            try (SharedScanFixture next = planned(url)) {
                assertThat(next.scan.id()).isNotEqualTo(scan.scan.id());
                assertThat(next.scan.incrementalId()).isNotEqualTo(scan.scan.incrementalId());
            }
        }
    }

    @Test
    void aColumnThatIsNotAskedForIsAddedOrChangesItsName() throws InterruptedException {
        TestDatabase.Url url = table();
        try (SharedScanFixture scan = planned(url)) {
            url.execute("alter table t add column more int", "alter table t rename column kind to sort");

            assertThat(scan.walk()).isTrue();
            assertThat(scan.values()).isEqualTo(scan.ownValues());
            try (SharedScanFixture next = planned(url)) {
                assertThat(next.scan.id()).isEqualTo(scan.scan.id());
            }
        }
    }

    @Test
    void aJoinedTableThatIsExchanged() throws InterruptedException {
        TestDatabase.Url url = table().execute("create table sorts (id int primary key)");
        String joined = "select count(*) from t join sorts on sorts.id = t.kind";
        try (SharedScanFixture scan =
                new SharedScanFixture(url, LONG, SETTINGS, joined, joined + " where t.gone = 1")) {
            url.execute("drop table sorts", "create table sorts (id int primary key)");

            assertThatExceptionOfType(DatabaseUnavailableException.class)
                    .isThrownBy(scan::walk)
                    .withMessageContaining("The table sorts ");
        }
    }

    @Test
    void aLockThatIsTakenAfterPlanning() throws Exception {
        TestDatabase.Url url = table();
        try (SharedScanFixture scan = planned(url, Duration.ofSeconds(1));
                Connection other = url.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table t in access exclusive mode");

            long began = System.nanoTime();
            assertThat(scan.walk()).isTrue();
            assertThat(scan.values()).containsEntry("m.n0", "timeout").containsEntry("m.n1", "timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            other.rollback();
        }
    }
}
