package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneAtATimeTest {
    @TempDir
    Path folder;

    private final CountDownLatch release = new CountDownLatch(1);

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @BeforeEach
    void openTheEndpoint() {
        Probe.reset();
        Probe.hold("held", release);
    }

    @AfterEach
    void closeTheEndpoint() throws Exception {
        release.countDown();
    }

    @ParameterizedTest
    @CsvSource({"H2, run", "POSTGRESQL, run", "H2, submit", "POSTGRESQL, submit"})
    void theSecondEndsAtOnceAndNamesTheFirst(TestDatabase stateKind, String command) throws Exception {
        Installation installation = Installation.on(TestDatabase.H2, stateKind, folder)
                .metric("counts.held", "select probe('held')")
                .sendingTo(endpoint);
        CompletableFuture<CommandResult> first = installation.begin("run");
        Await.until("the first is counting", () -> Probe.calls("held") == 1);

        CommandResult second = installation.run(command);
        release.countDown();

        assertThat(second.exitCode()).isEqualTo(75);
        assertThat(second.out()).isEmpty();
        assertThat(second.errLines())
                .containsExactly("Another run is under way (process "
                        + ProcessHandle.current().pid()
                        + ", since 2026-11-16T06:00:00.123456Z); this one did nothing.");
        assertThat(first.get().exitCode()).isZero();
        assertThat(Probe.calls("held")).isEqualTo(1);
        assertThat(endpoint.pings()).hasSize(1);
    }

    /** For example an administrator with an open transaction. */
    @ParameterizedTest
    @ValueSource(strings = {"outbox_ping", "batch_job_instance", "service_ping_schema", "counting"})
    void aRunGivesUpWhileSomebodyHasATableOfTheStateLocked(String table) throws Exception {
        Installation installation = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        assertThat(installation
                        .run("run", "--no-submit", "--period", "2020-W10")
                        .exitCode())
                .isZero();
        String database = installation.stateUrl().jdbc().replaceFirst(".*/", "");
        installation.stateUrl().execute("alter database " + database + " set lock_timeout = '300ms'");
        try (Connection other = installation.stateUrl().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table " + table + " in access exclusive mode");

            CommandResult locked = installation.run("run");

            assertThat(locked.exitCode()).as(locked.toString()).isEqualTo(75);
            assertThat(locked.errLines())
                    .singleElement()
                    .asString()
                    .startsWith("The state database has its tables locked by somebody else: ")
                    .endsWith("pg_locks shows who it is.");
            other.rollback();
        }
        CommandResult free = installation.run("run");

        assertThat(free.exitCode()).as(free.toString()).isZero();
        assertThat(endpoint.pings()).hasSize(2);
    }

    @Test
    void neitherDoTwoMachinesThatShareAStateDatabase() throws Exception {
        Installation one = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .metric("counts.held", "select probe('held')")
                .sendingTo(endpoint);
        Installation other = Installation.on(TestDatabase.H2, folder.resolve("other"))
                .withUsualMetrics()
                .sendingTo(endpoint)
                .set("state.url", one.stateUrl().jdbc())
                .set("state.username", one.stateUrl().username())
                .set("state.password", one.stateUrl().password());
        CompletableFuture<CommandResult> first = one.begin("run");
        Await.until("the first is counting", () -> Probe.calls("held") == 1);

        CommandResult second = other.run("run");
        CommandResult status = other.run("status");
        release.countDown();

        assertThat(second.exitCode()).isEqualTo(75);
        assertThat(second.errLines())
                .singleElement()
                .asString()
                .startsWith("Another run is under way (a run from ")
                .endsWith("); this one did nothing.");
        assertThat(status.out()).contains("running    a run from ");
        assertThat(first.get().exitCode()).isZero();
        assertThat(other.run("run").out()).startsWith("Nothing to do");
    }
}
