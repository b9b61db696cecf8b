package io.serviceping.count.database;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.definition.ValueType.NUMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.DryRun;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.jdbc.Failure;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.PasswordUser;
import io.serviceping.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnreachableDatabaseTest {
    private static final String WRONG = "wr0ng-s3cret";

    @Test
    void saysThatNobodyListens() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            socket.close();

            assertThat(problem("jdbc:postgresql://localhost:" + port + "/app", "me", WRONG))
                    .returns(Failure.Remedy.WAIT, DatabaseUnavailableException::remedy)
                    .hasMessageStartingWith("The application database 'main' cannot be reached: Connection to ")
                    .hasMessageEndingWith("Check service-ping.databases.main (url, username, password-file).");
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNameOrPasswordAreRefused(TestDatabase database) {
        TestDatabase.Url url = database.create().execute("create table t (id integer)");
        TestDatabase.Url user = database == TestDatabase.H2 ? url : PasswordUser.in(url);

        assertThat(problem(user.jdbc(), user.username(), WRONG))
                .returns(Failure.Remedy.PERMISSION, DatabaseUnavailableException::remedy)
                .hasMessageStartingWith("The application database 'main' refuses our user name or password: ")
                .hasMessageEndingWith("Check service-ping.databases.main (url, username, password-file).");
    }

    @Test
    void saysThatTheServerHasNoSuchDatabase() {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();

        assertThat(problem(url.jdbc() + "_missing", url.username(), WRONG))
                .returns(Failure.Remedy.CONFIGURATION, DatabaseUnavailableException::remedy)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("_missing");
    }

    /** The first statement meets the lock after its login, the second one before. */
    @Test
    void saysThatAnotherSessionHasLockedTheCatalogue() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        String impatient = url.jdbc() + "?sslmode=disable&socketTimeout=1";
        try (ApplicationDatabases databases = databases(url.jdbc(), url.username(), url.password());
                Connection other = url.connect();
                Statement statement = other.createStatement()) {
            databases.check("main");
            other.setAutoCommit(false);
            statement.execute("lock table pg_class in access exclusive mode");

            assertThatThrownBy(() -> databases.with(
                            "main",
                            session -> session.read(connection -> connection
                                    .prepareStatement("select count(*) from pg_class")
                                    .executeQuery())))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .returns(Failure.Remedy.WAIT, e -> ((DatabaseUnavailableException) e).remedy())
                    .hasMessageStartingWith("The catalogue of the application database 'main' was locked by another"
                            + " session for longer than service-ping.collection.lock-timeout: ")
                    .hasMessageEndingWith("; try again later.");
            assertThat(problem(impatient, url.username(), "pw-not-needed"))
                    .returns(Failure.Remedy.WAIT, DatabaseUnavailableException::remedy)
                    .hasMessageStartingWith("The application database 'main' takes connections and does not answer")
                    .hasMessageContaining("another session has locked its catalogue")
                    .hasMessageNotContaining("Check service-ping");
            other.rollback();
        }
    }

    @Test
    void namesAHostOfWhichNoAddressIsKnown() {
        assertThat(problem("jdbc:postgresql://db.nowhere.invalid/app", "me", WRONG))
                .returns(Failure.Remedy.WAIT, DatabaseUnavailableException::remedy)
                .hasMessage("The application database 'main' cannot be reached: the name of the host"
                        + " 'db.nowhere.invalid' is not known. Check service-ping.databases.main (url, username,"
                        + " password-file).");
    }

    @Test
    void makesNoH2FileWhereThereIsNone(@TempDir Path folder) throws Exception {
        assertThat(problem("jdbc:h2:file:" + folder.resolve("app"), "sa", WRONG))
                .returns(Failure.Remedy.CONFIGURATION, DatabaseUnavailableException::remedy)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("not found");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void saysWhatIsWrongWithAUrlThatIsNone() {
        assertThat(problem("jdbc:postgresql://localhost:port/app", "me", WRONG))
                .returns(Failure.Remedy.CONFIGURATION, DatabaseUnavailableException::remedy)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("Check service-ping.databases.main");
        assertThat(problem("jdbc:h2:file:relative;NO_SUCH=1", "sa", WRONG))
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("NO_SUCH");
    }

    @ParameterizedTest
    @EnumSource
    void saysNothingOfAMetricWhenTheDatabaseCannotBeAsked(TestDatabase database) {
        TestDatabase.Url url = database.create().execute("create table t (id integer)");
        TestDatabase.Url gone = database == TestDatabase.H2
                ? new TestDatabase.Url(url.jdbc().replace("/db;", "/elsewhere;"), "sa", "")
                : new TestDatabase.Url(url.jdbc() + "_missing", "postgres", "");
        try (ApplicationDatabases databases = databases(gone.jdbc(), gone.username(), gone.password())) {
            WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);

            assertThatThrownBy(() -> counter.count(CountingFixture.scan(NUMBER, "select 1")))
                    .isInstanceOf(DatabaseUnavailableException.class);
            assertThatThrownBy(() -> new DryRun(databases).problem(CountingFixture.scan(NUMBER, "select 1")))
                    .isInstanceOf(DatabaseUnavailableException.class);
        }
    }

    @Test
    void knowsTheConfiguredDatabasesOnly() {
        try (ApplicationDatabases databases = databases("jdbc:h2:mem:", "sa", "")) {
            assertThatThrownBy(() -> databases.check("other"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("database must be a configured one but was 'other'");
        }
    }

    @Test
    void namesItselfWithoutItsPassword() {
        assertThat(new JdbcAddress("jdbc:h2:mem:", "me", WRONG)).hasToString("JdbcAddress[jdbc:h2:mem:, me]");
        assertThatThrownBy(() -> new JdbcAddress("jdbc:mysql://" + WRONG, "me", WRONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(WRONG);
    }

    private static ApplicationDatabases databases(String url, @Nullable String username, @Nullable String password) {
        return new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url, username, password)),
                new CountLimits(LONG, Duration.ofMillis(100), 1, 1));
    }

    private static DatabaseUnavailableException problem(String url, String username, String password) {
        try (ApplicationDatabases databases = databases(url, username, password)) {
            DatabaseUnavailableException problem =
                    catchThrowableOfType(DatabaseUnavailableException.class, () -> databases.check("main"));
            assertThat(problem).isNotNull();
            for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain(password);
            }
            return problem;
        }
    }
}
