package io.serviceping.count.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.jdbc.Failure;
import io.serviceping.testing.PasswordUser;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each failure, produced by a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureTest {
    private TestDatabase.Url postgresql;
    private TestDatabase.Url h2;

    @BeforeAll
    void fill() {
        postgresql = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create table t (n int)",
                        "insert into t values (1)",
                        "drop role if exists failing",
                        "create role failing login password 'right' connection limit 0",
                        "drop role if exists reading",
                        "create role reading login password 'right'");
        h2 = TestDatabase.H2
                .create()
                .execute(
                        "create table t (n int)",
                        "insert into t values (1)",
                        "create user reading password 'right'",
                        "grant insert on t to reading");
    }

    private static Failure failure(ThrowingCallable call) {
        return Failure.of(thrown(call));
    }

    private static SQLException thrown(ThrowingCallable call) {
        SQLException[] thrown = new SQLException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(SQLException.class, e -> thrown[0] = e);
        return thrown[0];
    }

    private static Failure failure(TestDatabase.Url url, String... statements) {
        return failure(() -> {
            try (Connection connection = url.connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        });
    }

    private static TestDatabase.Url as(TestDatabase.Url url, String user, String password) {
        // Only an administrator may change H2's settings in the URL.
        return new TestDatabase.Url(url.jdbc().replace(";DB_CLOSE_DELAY=0", ""), user, password);
    }

    @Test
    void aLockedTable() throws SQLException {
        try (Connection other = postgresql.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table t in access exclusive mode");
            assertThat(failure(postgresql, "set lock_timeout = 20", "select * from t"))
                    .isEqualTo(Failure.LOCKED);
            other.rollback();
        }
    }

    @Test
    void aStatementThatIsCutOff() {
        assertThat(failure(postgresql, "set statement_timeout = 20", "select pg_sleep(10)"))
                .isEqualTo(Failure.CUT_OFF);
        assertThat(failure(
                        h2,
                        "set query_timeout 20",
                        "select count(*) from system_range(1, 100000) a, system_range(1, 100000) b where a.x <> b.x"))
                .isEqualTo(Failure.CUT_OFF);
    }

    @Test
    void aDatabaseThatIsAway() throws SQLException {
        assertThat(failure(postgresql, "select pg_terminate_backend(pg_backend_pid())"))
                .isEqualTo(Failure.AWAY);
        assertThat(failure(as(postgresql, "failing", "right"))).isEqualTo(Failure.AWAY);
        assertThat(failure(() -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:1/any", "any", "any")))
                .isEqualTo(Failure.AWAY);
        TestDatabase.Url closing = TestDatabase.H2.create();
        assertThat(failure(closing, "shutdown", "select 1")).isEqualTo(Failure.AWAY);
    }

    /** The pool gets no connection from a server that hangs, and no reason. */
    @Test
    void aServerThatHangs() {
        assertThat(Failure.of(new SQLTransientConnectionException("Connection is not available")))
                .isEqualTo(Failure.SILENT);
        assertThat(Failure.of(new SQLTransientConnectionException("refused", "28P01")))
                .isEqualTo(Failure.REFUSED);
    }

    /** PostgreSQL reads the catalogue during the login, without a limit for a lock. */
    @Test
    void aLockedCatalogue() throws SQLException {
        TestDatabase.Url locked = TestDatabase.POSTGRESQL.create();
        try (Connection other = locked.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table pg_class in access exclusive mode");
            assertThat(failure(() -> DriverManager.getConnection(
                            locked.jdbc() + "?sslmode=disable&socketTimeout=1", locked.username(), locked.password())))
                    .isEqualTo(Failure.SILENT);
            other.rollback();
        }
    }

    @SincePostgres(17)
    @Test
    void aTransactionThatTookTooLong() {
        assertThat(failure(postgresql, "set transaction_timeout = 20", "begin", "select pg_sleep(10)"))
                .isEqualTo(Failure.AWAY);
    }

    @Test
    void anIdleSessionThatWasEnded() {
        assertThat(failure(() -> {
                    try (Connection connection = postgresql.connect();
                            Statement statement = connection.createStatement()) {
                        statement.execute("set idle_in_transaction_session_timeout = 1");
                        connection.setAutoCommit(false);
                        while (true) {
                            statement.execute("select 1");
                        }
                    }
                }))
                .isEqualTo(Failure.AWAY);
    }

    @Test
    void aDatabaseThatIsMissing() {
        assertThat(failure(
                        new TestDatabase.Url(postgresql.jdbc() + "_not", postgresql.username(), postgresql.password())))
                .isEqualTo(Failure.MISSING);
        assertThat(failure(new TestDatabase.Url(
                        h2.jdbc().replace("/db;", "/other;") + ";IFEXISTS=TRUE", h2.username(), h2.password())))
                .isEqualTo(Failure.MISSING);
    }

    @Test
    void aRoleThatIsRefused() {
        assertThat(failure(as(h2, "reading", "wrong"))).isEqualTo(Failure.REFUSED);
        assertThat(Failure.of(new SQLException("", "28P01"))).isEqualTo(Failure.REFUSED);
    }

    @Test
    void aRoleWhosePasswordIsNotGiven() {
        TestDatabase.Url careful = PasswordUser.in(postgresql);

        assertThat(failure(new TestDatabase.Url(careful.jdbc(), careful.username(), "")))
                .isEqualTo(Failure.REFUSED);
    }

    @Test
    void aTableThatMayNotBeRead() {
        assertThat(failure(as(postgresql, "reading", "right"), "select * from t"))
                .isEqualTo(Failure.DENIED);
        assertThat(failure(as(h2, "reading", "right"), "select * from t")).isEqualTo(Failure.DENIED);
    }

    @Test
    void aStatementThatFailsByItself() {
        for (TestDatabase.Url url : new TestDatabase.Url[] {postgresql, h2}) {
            assertThat(failure(url, "select * from nowhere")).isEqualTo(Failure.OF_STATEMENT);
            assertThat(failure(url, "select nothing from t")).isEqualTo(Failure.OF_STATEMENT);
            assertThat(failure(url, "select 1 / (n - 1) from t")).isEqualTo(Failure.OF_STATEMENT);
        }
    }

    /** What a failure to connect asks for: 75, 77 and 78 are the exit codes. */
    @Test
    void saysWhatAConnectionThatFailsAsksFor() {
        TestDatabase.Url closed = TestDatabase.POSTGRESQL.create();
        closed.execute("revoke connect on database "
                + closed.jdbc().substring(closed.jdbc().lastIndexOf('/') + 1) + " from public");
        TestDatabase.Url gone = new TestDatabase.Url(
                h2.jdbc().replace("/db;", "/other;") + ";IFEXISTS=TRUE", h2.username(), h2.password());
        Map<String, Failure.Remedy> remedies = new LinkedHashMap<>();
        Map.of(
                        "no free connection", as(postgresql, "failing", "right"),
                        "nobody listens", url("jdbc:postgresql://127.0.0.1:1/any"),
                        "unknown host", url("jdbc:postgresql://nowhere.invalid/any"),
                        "no right to connect", as(closed, "reading", "right"),
                        "wrong password", as(h2, "reading", "wrong"),
                        "no such database", new TestDatabase.Url(postgresql.jdbc() + "_not", "postgres", "postgres"),
                        "no such file", gone,
                        "TLS without a certificate of the server", as(encrypted(postgresql), "reading", "right"),
                        "no driver", url("jdbc:postgresql://localhost:port/any"),
                        "unknown setting of H2", url("jdbc:h2:mem:any;NO_SUCH=1"))
                .forEach((name, url) -> remedies.put(name, Failure.remedy(thrown(url::connect))));

        assertThat(remedies)
                .containsOnly(
                        Map.entry("no free connection", Failure.Remedy.WAIT),
                        Map.entry("nobody listens", Failure.Remedy.WAIT),
                        Map.entry("unknown host", Failure.Remedy.WAIT),
                        Map.entry("no right to connect", Failure.Remedy.PERMISSION),
                        Map.entry("wrong password", Failure.Remedy.PERMISSION),
                        Map.entry("no such database", Failure.Remedy.CONFIGURATION),
                        Map.entry("no such file", Failure.Remedy.CONFIGURATION),
                        Map.entry("TLS without a certificate of the server", Failure.Remedy.CONFIGURATION),
                        Map.entry("no driver", Failure.Remedy.CONFIGURATION),
                        Map.entry("unknown setting of H2", Failure.Remedy.CONFIGURATION));
    }

    /** Failures after the connection, while facts are looked up. */
    @ParameterizedTest
    @CsvSource({
        "55P03, WAIT",
        "57014, WAIT",
        "40001, WAIT",
        "57P01, WAIT",
        "57P03, WAIT",
        "53100, WAIT",
        "53200, WAIT",
        "58030, WAIT",
        "XX001, WAIT",
        "42501, PERMISSION",
        "42883, CONFIGURATION"
    })
    void saysWhatALookUpThatFailsAsksFor(String state, Failure.Remedy remedy) {
        String raise = "do $$ begin raise exception sqlstate '" + state + "'; end $$";

        assertThat(Failure.remedy(thrown(() -> {
                    try (Connection connection = postgresql.connect();
                            Statement statement = connection.createStatement()) {
                        statement.execute(raise);
                    }
                })))
                .isEqualTo(remedy);
    }

    private static TestDatabase.Url url(String jdbc) {
        return new TestDatabase.Url(jdbc, "any", "any");
    }

    private static TestDatabase.Url encrypted(TestDatabase.Url url) {
        return new TestDatabase.Url(url.jdbc() + "?sslmode=require", url.username(), url.password());
    }
}
