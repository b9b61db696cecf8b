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
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .sendingTo(endpoint)
                .set("outbox.max-age", "100d")
                .set("outbox.keep-delivered", "30d")
                .set("outbox.breaker-after", "2");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void losesNothingAndGetsEverythingThroughOnceItIsRightAgain(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run");
        installation.advance(WEEK);
        endpoint.answersTryLater();
        installation.run("run");
        installation.advance(WEEK);
        installation.run("run");

        installation.advance(YEAR);
        assertThat(installation.run("run", "--period", "2027-W47").exitCode()).isEqualTo(69);
        installation.advance(Duration.ofHours(1));
        assertThat(installation.run("run").exitCode()).isEqualTo(69);
        assertThat(installation.count("outbox_ping where octet_length(content) > 0"))
                .isEqualTo(4);
        installation.advance(YEAR.plus(WEEK).negated());
        assertThat(installation.run("run").exitCode()).isEqualTo(69);
        installation.advance(WEEK);
        endpoint.accepts();
        CommandResult back = installation.run("run");

        assertThat(back.exitCode()).as(back.toString()).isZero();
        assertThat(endpoint.pings().stream()
                        .map(ping -> ping.get("sequence").intValue() + " "
                                + ping.get("period").stringValue()))
                .containsExactly("4 2027-W47", "3 2026-W48", "2 2026-W47", "1 2026-W46");
        JsonNode status = installation.run("status", "--json").json();
        assertThat(status.get("waiting")).isEmpty();
        assertThat(status.get("gaps")).isEmpty();
        assertThat(status.at("/breaker/state").stringValue()).isEqualTo("closed");
        assertThat(installation.count("outbox_ping where octet_length(content) = 0"))
                .isZero();
    }

    /** The server has the real time, and this host's clock is five years ahead of it. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void freezesNoWeekThatEndsAfterTheTimeOfADatabaseServerUnlessItIsNamed(TestDatabase state) {
        Installation installation = onAnotherMachine(state);
        installation.advance(sinceItsClock(installation).plus(YEAR.multipliedBy(5)));
        String week = Period.lastCompleteAt(installation.now()).toString();

        CommandResult refused = installation.run("run");

        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err())
                .startsWith("Nothing was counted: this host's clock says "
                        + installation.now().truncatedTo(ChronoUnit.SECONDS) + ", so that " + week)
                .containsPattern(" but the server of database 'main' says \\S+Z\\. Correct the clock")
                .contains("service-ping run --period " + week);
        assertThat(installation.run("status").out()).contains("the server of database 'main' says");
        assertThat(installation.count("outbox_ping")
                        + installation.count("period_begun")
                        + installation.count("counting"))
                .isZero();
        assertThat(endpoint.received()).isEmpty();
        assertThat(installation.run("run", "--period", week).exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void believesADatabaseServerAfterAnyTimeOff() {
        Installation installation = onAnotherMachine(TestDatabase.H2);
        installation.advance(sinceItsClock(installation).minus(MONTHS));
        installation.run("run", "--no-submit");
        installation.advance(MONTHS);

        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void freezesNoWeekFarAfterTheEndpointsTimeUnlessItIsNamed(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.advance(sinceItsClock(installation));
        assertThat(installation.run("run").exitCode()).isZero();
        installation.advance(WEEK.multipliedBy(7));
        String week = Period.lastCompleteAt(installation.now()).toString();

        CommandResult refused = installation.run("run");

        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err())
                .containsPattern("so that " + week + " is the last complete week, but the last time that is certain is"
                        + " \\S+Z, more than 5 weeks before that week's end, and the endpoint says \\S+Z\\. Correct");
        assertThat(endpoint.pings()).hasSize(1);
        assertThat(endpoint.received().get(1)).as("the question").isEmpty();
        assertThat(installation.run("run", "--period", week).exitCode()).isZero();
        installation.advance(WEEK);
        assertThat(installation.run("run").exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void believesTheEndpointAfterAnyTimeOff(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.advance(sinceItsClock(installation).minus(MONTHS));
        installation.run("run", "--no-submit");
        installation.advance(MONTHS);

        CommandResult unasked = installation.run("run", "--no-submit");
        assertThat(unasked.exitCode()).isEqualTo(78);
        assertThat(unasked.err()).contains("--no-submit asks no endpoint");
        endpoint.shut();
        assertThat(installation.run("run").err()).contains("the endpoint does not tell its time");
        assertThat(endpoint.received()).isEmpty();
        endpoint.open();
        assertThat(installation.run("run").exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(2);
    }

    /** A ping of a week of 2020 that a person asked for says nothing about the clock. */
    @Test
    void mindsTheTimesOfRunsAndNotTheirWeeks() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--no-submit");
        installation.advance(WEEK);
        installation.run("run", "--no-submit", "--period", "2020-W10");

        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
        installation.advance(WEEK.multipliedBy(7));
        installation.run("run", "--no-submit", "--period", "2020-W11");
        assertThat(installation.run("run", "--no-submit").exitCode()).isEqualTo(78);
    }

    @Test
    void needsNoOtherClockWhileCronRunsOrFindsItSwitchedOff() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--no-submit");
        for (int week = 0; week < 7; week++) {
            installation.advance(WEEK);
            assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
        }
        installation.run("opt-out");
        for (int week = 0; week < 7; week++) {
            installation.advance(WEEK);
            installation.run("run", "--no-submit");
        }
        installation.run("opt-in");
        installation.advance(WEEK);

        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
        assertThat(endpoint.received()).isEmpty();
    }

    /** The server sees our connection come from another address than its own. */
    private Installation onAnotherMachine(TestDatabase state) {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, state, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        TestDatabase.Url user = PasswordUser.in(installation.application());
        return installation
                .set("databases.main.username", user.username())
                .set("databases.main.password", user.password())
                .set(
                        "databases.main.url",
                        user.jdbc().replace("localhost", "127.0.0.1") + "?localSocketAddress=127.0.0.2");
    }

    /** How far the real time, which servers tell, is ahead of the installation's clock. */
    private static Duration sinceItsClock(Installation installation) {
        return Duration.between(installation.now(), Instant.now());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsAtOnceWhatWasToWaitByAClockThatWasAhead(TestDatabase kind) {
        Installation installation = installation(kind).set("outbox.breaker-after", "5");
        installation.advance(YEAR);
        endpoint.answersTryLater();
        installation.run("run");
        installation.advance(YEAR.negated());
        endpoint.accepts();

        installation.run("submit", "--due");

        assertThat(endpoint.pings()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isBelievedOnceRunsHaveVouchedForIt(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run", "--no-submit");
        installation.advance(YEAR);
        installation.run("run", "--no-submit", "--period", "2027-W45");
        assertThat(installation.count("outbox_ping where state = 'evicted'")).isZero();
        installation.advance(WEEK);

        installation.run("run", "--no-submit");

        assertThat(installation.count("outbox_ping where state = 'evicted'")).isEqualTo(1);
    }
}
