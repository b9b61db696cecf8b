package io.serviceping.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.state.StateUnavailableException.Obstacle;
import io.serviceping.testing.NextVersion;
import io.serviceping.testing.PasswordUser;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;

class StateDatabaseTest {
    private static final String[] VERSIONS = {"1"};
    private static final String WRONG = "wr0ng-s3cret";
    private static final int PAGE = 4096;

    @ParameterizedTest
    @EnumSource
    void makesItsTablesOnceAndFindsThemAgain(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        UUID id;
        try (StateDatabase state = open(url)) {
            id = InstanceId.id(state, () -> Instant.EPOCH);
            assertThat(versions(state)).containsExactly(VERSIONS);
        }
        try (StateDatabase state = StateDatabase.open(address(url), 1)) {
            assertThat(InstanceId.id(state, () -> Instant.EPOCH)).isEqualTo(id);
            assertThat(versions(state)).containsExactly(VERSIONS);
        }
    }

    @Test
    void livesBesideOtherTablesOnPostgresql() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create().execute("create table users (id integer)");

        try (StateDatabase state = open(url)) {
            assertThat(versions(state)).contains(VERSIONS);
        }
    }

    @ParameterizedTest
    @CsvSource({"h2", "postgresql"})
    void hasTheTablesThatSpringBatchShips(String database) throws Exception {
        assertThat(statements("/sql/state/" + database + "/V1__state.sql"))
                .filteredOn(one -> one.contains(" BATCH_"))
                .isNotEmpty()
                .isEqualTo(statements("/org/springframework/batch/core/schema-" + database + ".sql"));
    }

    @Test
    void takesUpAMigrationOfH2ThatWasKilledHalfWay() throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();
        open(url).close();
        url.execute(
                "drop table outbox_receipt",
                "drop table outbox_attempt",
                "drop table chunk",
                "drop table span",
                "drop table outcome",
                "delete from \"service_ping_schema\"");

        try (StateDatabase state = open(url)) {
            assertThat(versions(state)).containsExactly(VERSIONS);
            assertThat(count(state, "outcome") + count(state, "outbox_receipt")).isZero();
        }
    }

    @Test
    void takesUpAMigrationOfH2ThatFailed() throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();
        open(url).close();
        url.execute(
                "drop table chunk",
                "drop table span",
                "drop table outcome",
                "update \"service_ping_schema\" set \"success\" = false where \"version\" = '1'");

        try (StateDatabase state = open(url)) {
            assertThat(versions(state)).containsExactly(VERSIONS);
            assertThat(count(state, "outcome")).isZero();
        }
    }

    @Test
    void repeatsTheLastMigrationOfH2OnACopyWhenItFailed() throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();
        NextVersion.run(() -> open(url)).close();
        url.execute("update \"service_ping_schema\" set \"success\" = false where \"version\" = '2'");
        Path lockOfTheCopy = file(url).resolveSibling("db.new.lock");
        Files.delete(lockOfTheCopy);

        try (StateDatabase state = NextVersion.run(() -> open(url))) {
            assertThat(versions(state)).isEqualTo(NextVersion.MIGRATIONS);
        }
        assertThat(lockOfTheCopy).exists();
    }

    @ParameterizedTest
    @EnumSource
    void bringsTheTablesOfAnOlderVersionUpToDateWithTheirRows(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        UUID id;
        try (StateDatabase state = open(url)) {
            id = InstanceId.id(state, () -> Instant.EPOCH);
        }

        try (StateDatabase state = NextVersion.run(() -> open(url))) {
            assertThat(versions(state)).isEqualTo(NextVersion.MIGRATIONS);
            assertThat(InstanceId.id(state, () -> Instant.EPOCH)).isEqualTo(id);
            assertThat(count(state, "next_table")).isZero();
        }
    }

    /** H2's check constraints fail once the connection that made them is closed. */
    @Test
    void neverRetiresAConnectionOfH2() throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();

        try (StateDatabase state = open(url)) {
            HikariDataSource pool = state.dataSource().unwrap(HikariDataSource.class);
            assertThat(List.of(pool.getIdleTimeout(), pool.getMaxLifetime())).containsOnly(0L);
        }
    }

    @Test
    void saysThatItsFolderCannotBeMade(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("state"), "a file");

        assertThat(problem(new JdbcAddress("jdbc:h2:file:" + folder.resolve("state/db"), "", "")))
                .returns(Obstacle.UNREACHABLE, StateUnavailableException::obstacle)
                .hasMessageContaining("cannot be made or brought up to date")
                .hasMessageContaining(folder.resolve("state").toString());
    }

    @Test
    void startsAfreshWhenItsFirstMakingWasKilled() throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();
        String unfinished = url.jdbc().replace("/db;", "/db.new;");
        new TestDatabase.Url(unfinished, url.username(), url.password()).execute("create table batch_job_seq (id int)");

        try (StateDatabase state = open(url)) {
            assertThat(versions(state)).contains(VERSIONS);
        }
        assertThat(file(url).resolveSibling("db.new.mv.db")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheTablesOfANewerVersionAndChangesNothing(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        NextVersion.run(() -> open(url)).close();

        assertThat(problem(address(url)))
                .returns(Obstacle.UNUSABLE, StateUnavailableException::obstacle)
                .hasMessageContaining("made by another version of Service Ping")
                .hasMessageContaining("nothing was changed");
        JdbcClient jdbc = JdbcClient.create(url.dataSource());
        assertThat(jdbc.sql("select \"version\" from \"service_ping_schema\" where \"version\" is not null order"
                                + " by \"installed_rank\"")
                        .query(String.class)
                        .list())
                .isEqualTo(NextVersion.MIGRATIONS);
    }

    @ParameterizedTest
    @EnumSource
    void refusesTablesThatWereTamperedWith(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        open(url).close();
        url.execute("update \"service_ping_schema\" set \"checksum\" = 1 where \"version\" = '1'");

        assertThat(problem(address(url))).returns(Obstacle.UNUSABLE, StateUnavailableException::obstacle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "text", "zeroes", "noise", "noise behind the header", "cut off early"})
    void refusesADamagedFileAndLeavesItByteForByteAsItWas(String damage) throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();
        open(url).close();
        Path file = file(url);
        byte[] damaged = damaged(damage, Files.readAllBytes(file));
        Files.write(file, damaged);

        assertThat(problem(address(url)))
                .returns(Obstacle.UNUSABLE, StateUnavailableException::obstacle)
                .hasMessageStartingWith("The state database is damaged or cannot be read: ")
                .hasMessageEndingWith("restore it from a backup, or move it away to start afresh.");
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactlyInAnyOrder(file, file.resolveSibling("db.new.lock"));
        }
    }

    /** Damages each page of the file in turn, and truncates the file at each length. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesADamagedFileOrSaysSoLaterOrHasWhatWasThereBefore(boolean isCutOff) throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();
        open(url).close();
        url.execute(
                "create table kept (id integer primary key, text varchar(4000))",
                "insert into kept select x, space(3000) || x from system_range(1, 20)");
        byte[] good = Files.readAllBytes(file(url));
        int refused = 0;
        for (int page = 0; page < good.length / PAGE; page++) {
            byte[] damaged = isCutOff ? Arrays.copyOf(good, page * PAGE) : withNoise(good, page);
            // A new name each time, since H2 may keep a file locked after it failed to open it.
            TestDatabase.Url other = TestDatabase.H2.create();
            Files.write(file(other), damaged);
            try (StateDatabase state = open(other)) {
                // H2 does not detect noise in the middle of a value. A ping's own digest does.
                String intact = isCutOff ? " where text like '% ' || id" : "";
                assertThat(count(state, "kept" + intact)).as("page " + page).isEqualTo(20);
            } catch (StateUnavailableException e) {
                refused++;
                assertThat(e.obstacle()).as("page " + page).isEqualTo(Obstacle.UNUSABLE);
                assertThat(Files.readAllBytes(file(other))).as("page " + page).isEqualTo(damaged);
            } catch (BadSqlGrammarException e) {
                // If the last commits are cut off, or the place where they begin is damaged, H2 opens the state before
                // them.
                assertThat(e).as("page " + page).rootCause().hasMessageContaining("\"KEPT\" not found");
            } catch (DataAccessException e) {
                assertThat(StateFailures.behind(e).orElseThrow())
                        .returns(Obstacle.UNUSABLE, StateUnavailableException::obstacle)
                        .hasMessageStartingWith("The state database is damaged: ");
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] withNoise(byte[] good, int page) {
        byte[] noise = new byte[PAGE];
        new Random(page).nextBytes(noise);
        byte[] damaged = good.clone();
        System.arraycopy(noise, 0, damaged, page * PAGE, PAGE);
        return damaged;
    }

    private static byte[] damaged(String how, byte[] good) {
        byte[] noise = new byte[good.length];
        new Random(7).nextBytes(noise);
        return switch (how) {
            case "empty" -> new byte[0];
            case "text" -> "not a database\n".getBytes(StandardCharsets.UTF_8);
            case "zeroes" -> new byte[good.length];
            case "noise" -> noise;
            case "noise behind the header" -> {
                System.arraycopy(good, 0, noise, 0, 2 * 4096);
                yield noise;
            }
            case "cut off early" -> Arrays.copyOf(good, 3 * 4096);
            default -> throw new IllegalArgumentException(how);
        };
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNameOrPasswordAreRefused(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        open(url).close();
        TestDatabase.Url user = database == TestDatabase.H2 ? url : PasswordUser.in(url);

        assertThat(problem(new JdbcAddress(user.jdbc(), user.username(), WRONG)))
                .returns(Obstacle.REFUSED, StateUnavailableException::obstacle)
                .hasMessageContaining("refuses our user name or password")
                .hasMessageContaining("Check service-ping.state")
                .hasMessageNotContaining(WRONG);
    }

    @Test
    void saysThatItsUserMustBeAllowedToMakeTables() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute("create role state_reader login", "revoke create on schema public from public");
        try {
            assertThat(problem(new JdbcAddress(url.jdbc(), "state_reader", "")))
                    .returns(Obstacle.REFUSED, StateUnavailableException::obstacle)
                    .hasMessageContaining("The user of service-ping.state ('state_reader') must be allowed to create");
        } finally {
            url.execute("drop role state_reader");
        }
    }

    @Test
    void saysThatItsUserMustBeAnAdministratorOfH2() throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();
        open(url).close();
        url.execute("create user state_reader password ''");

        assertThat(problem(new JdbcAddress(url.jdbc(), "state_reader", "")))
                .returns(Obstacle.REFUSED, StateUnavailableException::obstacle)
                .hasMessageStartingWith(
                        "The user of service-ping.state (service-ping.state.username) lacks a right: Admin rights");
    }

    @Test
    void saysThatItsUserMayNotConnect() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create().execute("create role state_stranger login");
        url.execute("revoke connect on database \"" + url.jdbc().replaceAll("\\?.*|.*/", "") + "\" from public");
        try {
            assertThat(problem(new JdbcAddress(url.jdbc(), "state_stranger", "")))
                    .returns(Obstacle.REFUSED, StateUnavailableException::obstacle)
                    .hasMessageStartingWith(
                            "The user of service-ping.state (service-ping.state.username) lacks a right: ");
        } finally {
            url.execute("drop role state_stranger");
        }
    }

    @Test
    void saysThatItsUserLacksARightOnATable() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        open(url).close();
        url.execute("create role state_writer login", "grant select on \"service_ping_schema\" to state_writer");
        try (StateDatabase state = StateDatabase.open(new JdbcAddress(url.jdbc(), "state_writer", ""), 2)) {
            DataAccessException failure =
                    catchThrowableOfType(DataAccessException.class, () -> count(state, "instance"));

            assertThat(StateFailures.behind(failure).orElseThrow())
                    .returns(Obstacle.REFUSED, StateUnavailableException::obstacle)
                    .hasMessageStartingWith(
                            "The user of service-ping.state (service-ping.state.username) lacks a right: ");
        } finally {
            url.execute("drop owned by state_writer", "drop role state_writer");
        }
    }

    @Test
    void saysThatTheServerCanOnlyBeRead() {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();

        assertThat(problem(new JdbcAddress(
                        url.jdbc() + (url.jdbc().contains("?") ? "&" : "?")
                                + "options=-cdefault_transaction_read_only=on",
                        url.username(),
                        url.password())))
                .returns(Obstacle.UNUSABLE, StateUnavailableException::obstacle)
                .hasMessageContaining("can only be read")
                .hasMessageContaining("the primary server");
    }

    @ParameterizedTest
    @CsvSource({
        "perform pg_terminate_backend(pg_backend_pid()), lost",
        "raise exception 'could not extend file' using errcode = '53100', is its disk full?"
    })
    void saysThatItIsToBeTriedLaterWhenMakingTheTablesFailsForNoFaultOfTheirs(String event, String said) {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create function interrupted() returns event_trigger language plpgsql as $$ begin " + event
                                + "; end $$",
                        "create event trigger interrupted on ddl_command_start execute function interrupted()");

        assertThat(problem(address(url)))
                .returns(Obstacle.UNREACHABLE, StateUnavailableException::obstacle)
                .hasMessageContaining(said)
                .hasMessageNotContaining("allowed to create tables");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:postgresql://localhost:" + socket.getLocalPort() + "/state";
            socket.close();

            assertThat(problem(new JdbcAddress(url, "me", WRONG)))
                    .returns(Obstacle.UNREACHABLE, StateUnavailableException::obstacle)
                    .hasMessageContaining("cannot be reached")
                    .hasMessageNotContaining(WRONG);
        }
    }

    @Test
    void saysThatTheServerHasNoSuchDatabase() {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();

        assertThat(problem(new JdbcAddress(url.jdbc() + "_not", url.username(), url.password())))
                .returns(Obstacle.UNUSABLE, StateUnavailableException::obstacle)
                .hasMessageContaining("_not\" does not exist");
    }

    @Test
    void namesAHostOfWhichNoAddressIsKnown() {
        assertThat(problem(new JdbcAddress("jdbc:postgresql://db.nowhere.invalid/state", "me", WRONG)))
                .returns(Obstacle.UNREACHABLE, StateUnavailableException::obstacle)
                .hasMessageContaining("the name of the host 'db.nowhere.invalid' is not known");
    }

    @Test
    void saysThatAUrlIsNone() {
        assertThat(problem(new JdbcAddress("jdbc:postgresql://localhost:port/state", "me", WRONG)))
                .returns(Obstacle.UNUSABLE, StateUnavailableException::obstacle)
                .hasMessageContaining("Check service-ping.state.url");
    }

    @Test
    void isBusyWhileAnotherProcessHasTheFile() throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create();
        try (OtherProcess other = OtherProcess.holding("state", url.jdbc(), url.username(), url.password())) {
            StateUnavailableException problem = catchThrowableOfType(
                    StateUnavailableException.class,
                    () -> StateConnections.open(address(url), 2, Duration.ofMillis(200))
                            .close());
            assertThat(problem)
                    .returns(Obstacle.BUSY, StateUnavailableException::obstacle)
                    .hasMessageContaining("in use by another process");

            other.kill();

            open(url).close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatWasCommittedAndNothingElseWhenItsProcessIsKilled(TestDatabase database) throws Exception {
        TestDatabase.Url url = database.create();
        try (OtherProcess other = OtherProcess.holding("commits", url.jdbc(), url.username(), url.password())) {
            other.kill();
        }

        try (StateDatabase state = open(url)) {
            assertThat(count(state, "kept")).isEqualTo(1);
            assertThat(count(state, "instance")).isEqualTo(1);
        }
    }

    @Test
    void isInMemoryWhereTheUrlSaysSo() throws Exception {
        try (StateDatabase state =
                StateDatabase.open(new JdbcAddress("jdbc:h2:mem:state-test;DB_CLOSE_DELAY=0", "sa", ""), 2)) {
            assertThat(versions(state)).containsExactly(VERSIONS);
        }
    }

    @Test
    void makesTheFoldersAboveItsFile(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("a").resolve("b c").resolve("state");

        StateDatabase.open(new JdbcAddress("jdbc:h2:file:" + path, "sa", ""), 2).close();

        assertThat(path.resolveSibling("state.mv.db")).isRegularFile();
    }

    @Test
    void namesItsAddressWithoutThePassword() {
        assertThat(new JdbcAddress("jdbc:h2:mem:", "me", WRONG)).hasToString("JdbcAddress[jdbc:h2:mem:, me]");
        assertThatThrownBy(() -> new JdbcAddress("jdbc:mysql://" + WRONG, "me", WRONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(WRONG);
    }

    private static StateDatabase open(TestDatabase.Url url) throws StateUnavailableException {
        return StateDatabase.open(address(url), 2);
    }

    private static JdbcAddress address(TestDatabase.Url url) {
        return new JdbcAddress(url.jdbc(), url.username(), url.password());
    }

    private static StateUnavailableException problem(JdbcAddress address) {
        StateUnavailableException problem = catchThrowableOfType(
                StateUnavailableException.class,
                () -> StateDatabase.open(address, 2).close());
        assertThat(problem).isNotNull();
        return problem;
    }

    private static Path file(TestDatabase.Url url) {
        return Path.of(url.jdbc().replaceFirst("jdbc:h2:file:", "").replaceFirst(";.*", "") + ".mv.db");
    }

    private static List<String> versions(StateDatabase state) {
        return JdbcClient.create(state.dataSource())
                .sql("select \"version\" from \"service_ping_schema\" where \"success\" and \"type\" = 'SQL'"
                        + " order by \"installed_rank\"")
                .query(String.class)
                .list();
    }

    private static long count(StateDatabase state, String table) {
        return JdbcClient.create(state.dataSource())
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private static List<String> statements(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(StateDatabaseTest.class.getResourceAsStream(resource), resource)) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("--.*", "")
                    .replace("IF NOT EXISTS ", "")
                    .replaceAll("\\s+", " ");
            return Stream.of(script.split(";"))
                    .map(String::strip)
                    .filter(one -> !one.isEmpty())
                    .toList();
        }
    }
}
