package io.serviceping.count.span;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.SharedScanFixture;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A change of a table between planning and counting becomes its metrics' outcome. */
class ChangedTableTest {
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
        return new SharedScanFixture(
                url, Duration.ofMillis(200), SETTINGS, "select count(*) from t", "select sum(gone) from t");
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

    @Test
    void aLockThatIsTakenAfterPlanning() throws Exception {
        TestDatabase.Url url = table();
        try (SharedScanFixture scan = planned(url);
                Connection other = url.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table t in access exclusive mode");

            long began = System.nanoTime();
            assertThat(scan.walk()).isTrue();
            assertThat(scan.values()).containsEntry("m.n0", "timeout").containsEntry("m.n1", "timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            other.rollback();
        }
    }
}
