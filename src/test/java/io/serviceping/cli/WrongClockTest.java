package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.PasswordUser;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A clock that is a year ahead or a week behind for one run loses no ping and delays none for a year. */
class WrongClockTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTHS = Duration.ofDays(100);

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy central = EndpointProxy.ofTheClass();

    private Installation site(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .sendingTo(central)
                .set("outbox.max-age", "100d")
                .set("outbox.keep-delivered", "30d")
                .set("outbox.breaker-after", "2");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void losesNothingAndGetsEverythingThroughOnceItIsRightAgain(TestDatabase kind) {
        Installation site = site(kind);
        site.run("run");
        site.advance(WEEK);
        central.answersTryLater();
        site.run("run");
        site.advance(WEEK);
        site.run("run");

        site.advance(YEAR);
        assertThat(site.run("run", "--period", "2027-W47").exitCode()).isEqualTo(69);
        site.advance(Duration.ofHours(1));
        assertThat(site.run("run").exitCode()).isEqualTo(69);
        assertThat(site.count("outbox_ping where octet_length(content) > 0")).isEqualTo(4);
        site.advance(YEAR.plus(WEEK).negated());
        assertThat(site.run("run").exitCode()).isEqualTo(69);
        site.advance(WEEK);
        central.accepts();
        CommandResult back = site.run("run");

        assertThat(back.exitCode()).as(back.toString()).isZero();
        assertThat(central.pings().stream()
                        .map(ping -> ping.get("sequence").intValue() + " "
                                + ping.get("period").stringValue()))
                .containsExactly("4 2027-W47", "3 2026-W48", "2 2026-W47", "1 2026-W46");
        JsonNode status = site.run("status", "--json").json();
        assertThat(status.get("waiting")).isEmpty();
        assertThat(status.get("gaps")).isEmpty();
        assertThat(status.at("/breaker/state").stringValue()).isEqualTo("closed");
        assertThat(site.count("outbox_ping where octet_length(content) = 0")).isZero();
    }

    /** The server has the real time, and this host's clock is five years ahead of it. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void freezesNoWeekThatEndsAfterTheTimeOfADatabaseServerUnlessItIsNamed(TestDatabase state) {
        Installation site = onAnotherMachine(state);
        site.advance(sinceItsClock(site).plus(YEAR.multipliedBy(5)));
        String week = Period.lastCompleteAt(site.now()).toString();

        CommandResult refused = site.run("run");

        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err())
                .startsWith("Nothing was counted: this host's clock says "
                        + site.now().truncatedTo(ChronoUnit.SECONDS) + ", so that " + week)
                .containsPattern(" but the server of database 'main' says \\S+Z\\. Correct the clock")
                .contains("service-ping run --period " + week);
        assertThat(site.run("status").out()).contains("the server of database 'main' says");
        assertThat(site.count("outbox_ping") + site.count("period_begun") + site.count("counting"))
                .isZero();
        assertThat(central.received()).isEmpty();
        assertThat(site.run("run", "--period", week).exitCode()).isZero();
        assertThat(central.pings()).hasSize(1);
    }

    @Test
    void believesADatabaseServerAfterAnyTimeOff() {
        Installation site = onAnotherMachine(TestDatabase.H2);
        site.advance(sinceItsClock(site).minus(MONTHS));
        site.run("run", "--no-submit");
        site.advance(MONTHS);

        assertThat(site.run("run", "--no-submit").exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void freezesNoWeekFarAfterTheEndpointsTimeUnlessItIsNamed(TestDatabase kind) {
        Installation site = site(kind);
        site.advance(sinceItsClock(site));
        assertThat(site.run("run").exitCode()).isZero();
        site.advance(WEEK.multipliedBy(7));
        String week = Period.lastCompleteAt(site.now()).toString();

        CommandResult refused = site.run("run");

        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err())
                .containsPattern("so that " + week + " is the last complete week, but the last time that is certain is"
                        + " \\S+Z, more than 5 weeks before that week's end, and the endpoint says \\S+Z\\. Correct");
        assertThat(central.pings()).hasSize(1);
        assertThat(central.received().get(1)).as("the question").isEmpty();
        assertThat(site.run("run", "--period", week).exitCode()).isZero();
        site.advance(WEEK);
        assertThat(site.run("run").exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void believesTheEndpointAfterAnyTimeOff(TestDatabase kind) {
        Installation site = site(kind);
        site.advance(sinceItsClock(site).minus(MONTHS));
        site.run("run", "--no-submit");
        site.advance(MONTHS);

        CommandResult unasked = site.run("run", "--no-submit");
        assertThat(unasked.exitCode()).isEqualTo(78);
        assertThat(unasked.err()).contains("--no-submit asks no endpoint");
        central.shut();
        assertThat(site.run("run").err()).contains("the endpoint does not tell its time");
        assertThat(central.received()).isEmpty();
        central.open();
        assertThat(site.run("run").exitCode()).isZero();
        assertThat(central.pings()).hasSize(2);
    }

    /** A ping of a week of 2020 that a person asked for says nothing about the clock. */
    @Test
    void mindsTheTimesOfRunsAndNotTheirWeeks() {
        Installation site = site(TestDatabase.H2);
        site.run("run", "--no-submit");
        site.advance(WEEK);
        site.run("run", "--no-submit", "--period", "2020-W10");

        assertThat(site.run("run", "--no-submit").exitCode()).isZero();
        site.advance(WEEK.multipliedBy(7));
        site.run("run", "--no-submit", "--period", "2020-W11");
        assertThat(site.run("run", "--no-submit").exitCode()).isEqualTo(78);
    }

    @Test
    void needsNoOtherClockWhileCronRunsOrFindsItSwitchedOff() {
        Installation site = site(TestDatabase.H2);
        site.run("run", "--no-submit");
        for (int week = 0; week < 7; week++) {
            site.advance(WEEK);
            assertThat(site.run("run", "--no-submit").exitCode()).isZero();
        }
        site.run("opt-out");
        for (int week = 0; week < 7; week++) {
            site.advance(WEEK);
            site.run("run", "--no-submit");
        }
        site.run("opt-in");
        site.advance(WEEK);

        assertThat(site.run("run", "--no-submit").exitCode()).isZero();
        assertThat(central.received()).isEmpty();
    }

    /** The server sees our connection come from another address than its own. */
    private Installation onAnotherMachine(TestDatabase state) {
        Installation site = Installation.on(TestDatabase.POSTGRESQL, state, folder)
                .withUsualMetrics()
                .sendingTo(central);
        TestDatabase.Url user = PasswordUser.in(site.application());
        return site.set("databases.main.username", user.username())
                .set("databases.main.password", user.password())
                .set(
                        "databases.main.url",
                        user.jdbc().replace("localhost", "127.0.0.1") + "?localSocketAddress=127.0.0.2");
    }

    /** How far the real time, which servers tell, is ahead of the installation's clock. */
    private static Duration sinceItsClock(Installation site) {
        return Duration.between(site.now(), Instant.now());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsAtOnceWhatWasToWaitByAClockThatWasAhead(TestDatabase kind) {
        Installation site = site(kind).set("outbox.breaker-after", "5");
        site.advance(YEAR);
        central.answersTryLater();
        site.run("run");
        site.advance(YEAR.negated());
        central.accepts();

        site.run("submit", "--due");

        assertThat(central.pings()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isBelievedOnceRunsHaveVouchedForIt(TestDatabase kind) {
        Installation site = site(kind);
        site.run("run", "--no-submit");
        site.advance(YEAR);
        site.run("run", "--no-submit", "--period", "2027-W45");
        assertThat(site.count("outbox_ping where state = 'evicted'")).isZero();
        site.advance(WEEK);

        site.run("run", "--no-submit");

        assertThat(site.count("outbox_ping where state = 'evicted'")).isEqualTo(1);
    }
}
