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
    private final EndpointProxy central = EndpointProxy.ofTheClass();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void breaksOffAnExchangeAndTakesTheReceiptThatTheEndpointGaveAllTheSameLater(TestDatabase kind) throws Exception {
        Installation site = Installation.on(kind, folder).withUsualMetrics().sendingTo(central);
        site.run("run", "--no-submit");
        CountDownLatch release = new CountDownLatch(1);
        central.guard((exchange, body) -> {
            release.await();
            central.pass(exchange, body);
        });
        CompletableFuture<CommandResult> submit = site.begin("submit");
        Await.until("the ping is at the endpoint", () -> central.received().size() == 1);

        CommandResult off = site.run("opt-out");
        CommandResult submitted = submit.get();

        assertThat(off.exitCode()).isZero();
        assertThat(off.errLines()).singleElement().asString().startsWith("A ping was being sent. That has ended");
        assertThat(submitted.exitCode()).isZero();
        assertThat(submitted.outLines()).singleElement().asString().startsWith("Service Ping is off: switched off by ");
        assertThat(site.count("outbox_ping where state = 'waiting'")).isOne();
        assertThat(site.count("outbox_attempt where detail = 'cancelled: switched off'"))
                .isOne();
        assertThat(site.count("outbox_breaker")).isZero();
        release.countDown();
        central.accepts();
        assertThat(site.run("submit").outLines()).singleElement().asString().startsWith("Service Ping is off");
        assertThat(central.received()).hasSize(1);
        assertThat(site.run("opt-in").outLines()).containsExactly("Service Ping is on.");
        assertThat(site.run("release", "2026-W46").exitCode()).isZero();
        CommandResult delivered = site.run("submit");
        assertThat(delivered.exitCode()).as(delivered.toString()).isZero();
        assertThat(central.pings()).hasSize(1);
    }

    @Test
    void sendsNothingWhenTheClaimHasWaitedForItsRow() throws Exception {
        Installation site = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(central);
        site.run("run", "--no-submit");
        CompletableFuture<CommandResult> submit;
        CommandResult off;
        try (Connection other = site.stateUrl().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select * from outbox_ping for update");
            submit = site.begin("submit");
            Await.until(
                    "the claim waits",
                    () -> site.count("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
                                    + " and query like '%attempts = attempts + 1%'")
                            == 1);

            off = site.run("opt-out");
            other.rollback();
        }

        assertThat(off.exitCode()).isZero();
        assertThat(off.err()).isEmpty();
        assertThat(submit.get().outLines()).singleElement().asString().startsWith("Service Ping is off");
        assertThat(central.received()).isEmpty();
        assertThat(site.count("outbox_attempt where detail = 'cancelled: switched off'"))
                .isOne();
    }

    @Test
    void holdsForEveryMachineThatSharesTheStateDatabase() throws Exception {
        Installation here = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(central);
        Installation there = Installation.on(TestDatabase.H2, here.stateUrl(), folder.resolve("there"))
                .withUsualMetrics()
                .sendingTo(central);
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
        assertThat(central.received()).isEmpty();

        assertThat(there.run("opt-in").outLines()).containsExactly("Service Ping is on.");
        assertThat(here.run("submit").out()).startsWith("Service Ping is off").doesNotContain("every machine");
        assertThat(there.run("submit").out()).startsWith("Nothing to do");
        assertThat(central.pings()).isEmpty();
        assertThat(there.run("release", "2026-W46").exitCode()).isZero();
        assertThat(there.run("submit").exitCode()).isZero();
        assertThat(central.pings()).hasSize(1);
    }

    @Test
    void breaksOffAnExchangeOfAnotherMachine() throws Exception {
        Installation here = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(central);
        Installation there = Installation.on(TestDatabase.H2, here.stateUrl(), folder.resolve("there"))
                .withUsualMetrics()
                .sendingTo(central);
        CountDownLatch release = new CountDownLatch(1);
        central.guard((exchange, body) -> release.await());
        CompletableFuture<CommandResult> run = there.begin("run");
        Await.until("the ping is at the endpoint", () -> central.received().size() == 1);

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
                .sendingTo(central);
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
        assertThat(central.received()).isEmpty();
    }

    @Test
    void sendsNothingWhileTheSharedFlagCannotBeRead() throws Exception {
        Installation site = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                .withUsualMetrics()
                .sendingTo(central);
        site.run("run", "--no-submit");
        try (Connection other = site.stateUrl().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table opt_out in access exclusive mode");

            CommandResult result = site.run("submit");

            assertThat(result.exitCode()).as(result.toString()).isEqualTo(75);
            assertThat(result.errLines())
                    .singleElement()
                    .asString()
                    .contains("the state database", "whether Service Ping is switched off");
        }
        assertThat(central.received()).isEmpty();
    }

    @Test
    void isOffHereAndSaysSoWhenTheSharedStateCannotBeReached() {
        Installation site = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("state.url", "jdbc:postgresql://127.0.0.1:1/nowhere");

        CommandResult off = site.run("opt-out");
        CommandResult in = site.run("opt-in");

        assertThat(off.exitCode()).isEqualTo(75);
        assertThat(off.outLines()).singleElement().asString().startsWith("Service Ping is off");
        assertThat(off.errLines()).first().asString().startsWith("Off on this machine. Other machines ");
        assertThat(in.exitCode()).isEqualTo(75);
        assertThat(in.errLines()).first().asString().startsWith("Still off");
        assertThat(site.run("run").out()).startsWith("Service Ping is off");
    }

    @Test
    void isOffWithoutAConfigurationToo() throws Exception {
        Installation site = Installation.on(TestDatabase.H2, folder).set("colection", "x");

        CommandResult off = site.run("opt-out");

        assertThat(off.exitCode()).isZero();
        assertThat(off.outLines()).singleElement().asString().startsWith("Service Ping is off");
        assertThat(off.errLines()).singleElement().asString().startsWith("Other machines that share a state database");
    }
}
