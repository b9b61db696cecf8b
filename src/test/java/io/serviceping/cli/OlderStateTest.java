package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.NextVersion;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** State of an older version is migrated with its content, and the next run continues from it. */
class OlderStateTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy central = EndpointProxy.ofTheClass();

    @ParameterizedTest
    @EnumSource
    void aWaitingPingIsDeliveredByTheNextVersion(TestDatabase kind) throws Exception {
        Installation site = withAWaitingPing(kind);
        Map<String, Object> ping = site.state()
                .sql("select ping_id, instance_id from outbox_ping where state = 'waiting'")
                .query()
                .singleRow();
        byte[] document = site.payloadFile(Installation.PERIOD);
        site.advance(Duration.ofDays(7));
        central.accepts();

        CommandResult result = NextVersion.run(() -> site.run("run"));

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(central.pings()).hasSize(2);
        assertThat(central.document(String.valueOf(ping.get("ping_id")))).isEqualTo(document);
        assertThat(site.count("instance where id = '" + ping.get("instance_id") + "'"))
                .isEqualTo(1);
        assertThat(site.count("outbox_attempt where ping_id = '" + ping.get("ping_id") + "'"))
                .isEqualTo(2);
        assertThat(site.count(
                        "outbox_ping where state = 'delivered' and sequence_number <= 2 and next_column = 'next'"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aStateOfTheNextVersionIsRefusedAndKeepsItsPing(TestDatabase kind) throws Exception {
        Installation site = withAWaitingPing(kind);
        assertThat(NextVersion.run(() -> site.run("status")).exitCode()).isZero();
        central.accepts();

        CommandResult result = site.run("submit");

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(78);
        assertThat(result.err())
                .startsWith("The state database was made by another version of Service Ping")
                .contains("Use the version that wrote it")
                .contains("nothing was changed");
        assertThat(central.pings()).isEmpty();
        assertThat(site.count("outbox_ping where state = 'waiting'")).isEqualTo(1);
        assertThat(NextVersion.run(() -> site.run("submit")).exitCode()).isZero();
        assertThat(central.pings()).hasSize(1);
    }

    private Installation withAWaitingPing(TestDatabase kind) {
        Installation site = Installation.on(TestDatabase.H2, kind, folder)
                .withUsualMetrics()
                .sendingTo(central)
                .inItsOwnTime(1);
        central.answers(503, "Retry-After", "3600");
        assertThat(site.run("run").exitCode()).isEqualTo(69);
        assertThat(site.count("outbox_attempt where outcome = 'waiting'")).isEqualTo(1);
        return site;
    }
}
