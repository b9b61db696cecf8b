package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** An endpoint that fails day after day gets one probe a day and no other request. */
class BreakerRunsTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy central = EndpointProxy.ofTheClass();

    private Installation site(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .sendingTo(central)
                .set("outbox.breaker-after", "2");
    }

    private void failTwice(Installation site) {
        central.answersTryLater();
        site.run("run");
        site.advance(Duration.ofHours(2));
        site.run("run");
        site.advance(Duration.ofHours(2));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsNothingMoreAfterTooManyFailedRunsUntilTheNextProbe(TestDatabase kind) {
        Installation site = site(kind);
        failTwice(site);

        CommandResult left = site.run("run");
        CommandResult due = site.run("submit", "--due");

        assertThat(central.received()).hasSize(2);
        assertThat(left.exitCode()).isEqualTo(69);
        assertThat(left.err())
                .contains("The endpoint has failed too often and is probed again from 2026-11-17T04:00:00")
                .contains("'submit' sends it at once");
        assertThat(due.exitCode()).isEqualTo(69);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void probesOnceADayAndDeliversEverythingWhenTheProbeGetsThrough(TestDatabase kind) {
        Installation site = site(kind);
        failTwice(site);
        site.run("run", "--no-submit", "--period", "2026-W45");
        site.advance(Duration.ofHours(20));

        site.run("run");
        site.run("run");
        assertThat(central.received()).hasSize(3);
        central.accepts();
        site.advance(Duration.ofHours(20));
        CommandResult back = site.run("run");

        assertThat(back.exitCode()).isZero();
        assertThat(central.pings()).hasSize(2);
        assertThat(site.run("status", "--json").json().at("/breaker/state").stringValue())
                .isEqualTo("closed");
    }

    @Test
    void triesAtOnceWhenToldToByHand() {
        Installation site = site(TestDatabase.H2);
        failTwice(site);
        central.accepts();

        CommandResult result = site.run("submit");

        assertThat(result.exitCode()).isZero();
        assertThat(site.count("outbox_breaker")).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsSinceWhenAndUntilWhen(TestDatabase kind) {
        Installation site = site(kind);
        central.answersTryLater();
        site.run("run");
        assertThat(site.run("status").outLines()).contains("endpoint   took nothing in the last 1 run");
        site.advance(Duration.ofHours(2));
        site.run("run");

        CommandResult text = site.run("status");
        JsonNode breaker = site.run("status", "--json").json().get("breaker");

        assertThat(text.out())
                .contains("endpoint   left in peace since 2026-11-16T08:00:00.123456Z after 2 runs in vain; one probe a"
                        + " day, the next from 2026-11-17T04:00:00.123456Z on; 'submit' tries at once");
        assertThat(breaker.get("state").stringValue()).isEqualTo("open");
        assertThat(breaker.get("failed_runs").intValue()).isEqualTo(2);
        assertThat(breaker.get("open_since").stringValue()).isEqualTo("2026-11-16T08:00:00.123456Z");
        assertThat(breaker.get("next_probe_at").stringValue()).isEqualTo("2026-11-17T04:00:00.123456Z");
    }

    @Test
    void doesNotTakeARefusalOfOnePingForAFailingEndpoint() {
        Installation site = site(TestDatabase.H2);
        central.answers(400);
        for (int week = 0; week < 3; week++) {
            site.run("run");
            site.advance(Duration.ofDays(7));
        }

        assertThat(central.received()).hasSize(3);
        assertThat(site.count("outbox_breaker")).isZero();
    }
}
