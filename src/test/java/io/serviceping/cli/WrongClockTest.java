package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A clock that is a year ahead or a week behind for one run loses no ping and delays none for a year. */
class WrongClockTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration WEEK = Duration.ofDays(7);

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
        assertThat(site.run("run").exitCode()).isEqualTo(69);
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
        site.run("run", "--no-submit");
        assertThat(site.count("outbox_ping where state = 'evicted'")).isZero();
        site.advance(WEEK);

        site.run("run", "--no-submit");

        assertThat(site.count("outbox_ping where state = 'evicted'")).isEqualTo(1);
    }
}
