package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After {@code opt-out} has returned, nothing is sent. */
class OptOutWhileSendingTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void breaksOffAnExchangeAndTakesTheReceiptThatTheEndpointGaveAllTheSameLater(TestDatabase kind) throws Exception {
        Installation installation =
                Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
        installation.run("run", "--no-submit");
        CountDownLatch release = new CountDownLatch(1);
        endpoint.guard((exchange, body) -> {
            release.await();
            endpoint.pass(exchange, body);
        });
        CompletableFuture<CommandResult> submit = installation.begin("submit");
        Await.until("the ping is at the endpoint", () -> endpoint.received().size() == 1);

        CommandResult off = installation.run("opt-out");
        CommandResult submitted = submit.get();

        assertThat(off.exitCode()).isZero();
        assertThat(off.errLines()).singleElement().asString().startsWith("A ping was being sent. That has ended");
        assertThat(submitted.exitCode()).isZero();
        assertThat(submitted.outLines()).singleElement().asString().startsWith("Service Ping is off: switched off by ");
        assertThat(installation.count("outbox_ping where state = 'waiting'")).isOne();
        assertThat(installation.count("outbox_attempt where detail = 'cancelled: switched off'"))
                .isOne();
        assertThat(installation.count("outbox_breaker")).isZero();
        release.countDown();
        endpoint.accepts();
        assertThat(installation.run("submit").outLines())
                .singleElement()
                .asString()
                .startsWith("Service Ping is off");
        assertThat(endpoint.received()).hasSize(1);
        assertThat(installation.run("opt-in").outLines()).containsExactly("Service Ping is on.");
        assertThat(installation.run("release", "2026-W46").exitCode()).isZero();
        CommandResult delivered = installation.run("submit");
        assertThat(delivered.exitCode()).as(delivered.toString()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void sendsNothingWhenTheClaimHasWaitedForItsRow() throws Exception {
        Installation installation = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        installation.run("run", "--no-submit");
        CompletableFuture<CommandResult> submit;
        CommandResult off;
        try (Connection other = installation.stateUrl().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select * from outbox_ping for update");
            submit = installation.begin("submit");
            Await.until(
                    "the claim waits",
                    () -> installation.count(
                                    "pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
                                            + " and query like '%attempts = attempts + 1%'")
                            == 1);

            off = installation.run("opt-out");
            other.rollback();
        }

        assertThat(off.exitCode()).isZero();
        assertThat(off.err()).isEmpty();
        assertThat(submit.get().outLines()).singleElement().asString().startsWith("Service Ping is off");
        assertThat(endpoint.received()).isEmpty();
        assertThat(installation.count("outbox_attempt where detail = 'cancelled: switched off'"))
                .isOne();
    }

    @Test
    void holdsForEveryMachineThatSharesTheStateDatabase() throws Exception {
        Installation here = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        Installation there = Installation.on(TestDatabase.H2, here.stateUrl(), folder.resolve("there"))
                .withUsualMetrics()
                .sendingTo(endpoint);
        here.run("run", "--no-submit");

        here.run("opt-out", "--reason", "asked by legal");

        for (String command : new String[] {"submit", "run"}) {
            CommandResult result = there.run(command);
            assertThat(result.exitCode()).isZero();
            assertThat(result.outLines())
                    .singleElement()
                    .asString()
                    .startsWith("Service Ping is off: switched off by ")
                    .contains("(asked by legal) on the machine ")
                    .endsWith(", for every machine that shares the state database");
        }
        assertThat(there.run("export", "--output", folder.resolve("pings.zip").toString())
                        .out())
                .startsWith("Service Ping is off");
        assertThat(folder.resolve("pings.zip")).doesNotExist();
        assertThat(here.run("status").out())
                .containsPattern("consent +Service Ping is off: .*; and by .*, for every machine that shares");
        assertThat(there.run("status", "--json").json().path("enabled").asBoolean())
                .isFalse();
        assertThat(endpoint.received()).isEmpty();

        assertThat(there.run("opt-in").outLines()).containsExactly("Service Ping is on.");
        assertThat(here.run("submit").out()).startsWith("Service Ping is off").doesNotContain("every machine");
        assertThat(there.run("submit").out()).startsWith("Nothing to do");
        assertThat(endpoint.pings()).isEmpty();
        assertThat(there.run("release", "2026-W46").exitCode()).isZero();
        assertThat(there.run("submit").exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void breaksOffAnExchangeOfAnotherMachine() throws Exception {
        Installation here = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        Installation there = Installation.on(TestDatabase.H2, here.stateUrl(), folder.resolve("there"))
                .withUsualMetrics()
                .sendingTo(endpoint);
        CountDownLatch release = new CountDownLatch(1);
        endpoint.guard((exchange, body) -> release.await());
        CompletableFuture<CommandResult> run = there.begin("run");
        Await.until("the ping is at the endpoint", () -> endpoint.received().size() == 1);

        CommandResult off = here.run("opt-out");

        assertThat(off.exitCode()).isZero();
        assertThat(off.errLines()).singleElement().asString().startsWith("A ping was being sent. That has ended");
        assertThat(run.get().out()).startsWith("Service Ping is off").contains("every machine");
        release.countDown();
    }

    /** Its process may have been killed, or be stopped: then it goes on later. */
    @Test
    void doesNotClaimThatAnAttemptHasEndedWhoseProcessIsNotConnected() throws Exception {
        Installation here = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        here.run("run", "--no-submit");
        here.state()
                .sql("insert into outbox_attempt (ping_id, attempt_number, started_at)"
                        + " select ping_id, 1, current_timestamp from outbox_ping")
                .update();

        CommandResult off = here.run("opt-out");

        assertThat(off.exitCode()).isEqualTo(75);
        assertThat(off.outLines()).singleElement().asString().startsWith("Service Ping is off");
        assertThat(off.errLines())
                .singleElement()
                .asString()
                .startsWith("A ping was being sent by a process that has no connection to the shared state database")
                .contains("can still reach the endpoint");
        assertThat(endpoint.received()).isEmpty();
    }

    @Test
    void sendsNothingWhileTheSharedFlagCannotBeRead() throws Exception {
        Installation installation = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        installation.run("run", "--no-submit");
        try (Connection other = installation.stateUrl().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table opt_out in access exclusive mode");

            CommandResult result = installation.run("submit");

            assertThat(result.exitCode()).as(result.toString()).isEqualTo(75);
            assertThat(result.errLines())
                    .singleElement()
                    .asString()
                    .contains("the state database", "whether Service Ping is switched off");
        }
        assertThat(endpoint.received()).isEmpty();
    }

    @Test
    void isOffHereAndSaysSoWhenTheSharedStateCannotBeReached() {
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("state.url", "jdbc:postgresql://127.0.0.1:1/nowhere");

        CommandResult off = installation.run("opt-out");
        CommandResult in = installation.run("opt-in");

        assertThat(off.exitCode()).isEqualTo(75);
        assertThat(off.outLines()).singleElement().asString().startsWith("Service Ping is off");
        assertThat(off.errLines()).first().asString().startsWith("Off on this machine. Other machines ");
        assertThat(in.exitCode()).isEqualTo(75);
        assertThat(in.errLines()).first().asString().startsWith("Still off");
        assertThat(installation.run("run").out()).startsWith("Service Ping is off");
    }

    @Test
    void isOffWithoutAConfigurationToo() throws Exception {
        Installation installation = Installation.on(TestDatabase.H2, folder).set("colection", "x");

        CommandResult off = installation.run("opt-out");

        assertThat(off.exitCode()).isZero();
        assertThat(off.outLines()).singleElement().asString().startsWith("Service Ping is off");
        assertThat(off.errLines()).singleElement().asString().startsWith("Other machines that share a state database");
    }
}
