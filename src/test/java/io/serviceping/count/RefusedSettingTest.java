package io.serviceping.count;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.count.CountingFixture.counted;
import static io.serviceping.count.CountingFixture.scan;
import static io.serviceping.definition.ValueType.NUMBER;
import static io.serviceping.definition.ValueType.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.RewritingProxy;
import io.serviceping.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that refuses an optional setting: a real server, to which another value or name is sent. */
class RefusedSettingTest {
    /**
     * A value out of range has the SQL state of a value that the server's platform does not support. An unknown name
     * has the SQL state of an older version.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            client_connection_check_interval', '2000' | client_connection_check_interval', '-200'
            client_connection_check_interval          | clint_connection_check__interval
            plan_cache_mode                           | plam_cache_mode
            transaction_timeout                       | transcation_timeout
            """)
    void countsWithoutASettingThatTheServerRefuses(String text, String instead) throws Exception {
        TestDatabase.Url server = TestDatabase.POSTGRESQL
                .create()
                .execute("create table t (id integer)", "insert into t select generate_series(1, 7)");
        try (RewritingProxy proxy = RewritingProxy.before(server, text, instead);
                ApplicationDatabases databases = new ApplicationDatabases(
                        Map.of(
                                "main",
                                new JdbcAddress(
                                        proxy.url().jdbc(),
                                        proxy.url().username(),
                                        proxy.url().password())),
                        new CountLimits(LONG, LONG, 1, 1))) {
            WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);

            for (int times = 0; times < 3; times++) {
                assertThat(counter.count(scan(NUMBER, "select count(*) from t"))
                                .get(0)
                                .outcome())
                        .isEqualTo(counted(7));
            }

            assertThat(proxy.changed())
                    .as("tried with the others, then alone, then never again")
                    .isEqualTo(2);
            String others = "select current_setting('application_name') || current_setting('TimeZone')";
            assertThat(counter.count(scan(STRING, others)).get(0).outcome())
                    .isEqualTo(new Outcome.Counted(new MetricValue.Text("service-pingUTC")));
        }
    }
}
