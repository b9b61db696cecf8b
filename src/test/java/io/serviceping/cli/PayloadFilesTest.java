package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The file of a ping in {@code state/pings}, for people to read. */
class PayloadFilesTest {
    @TempDir
    Path folder;

    private EndpointProxy central;

    @BeforeEach
    void openTheEndpoint() {
        central = EndpointProxy.start(folder.resolve("central"));
    }

    @AfterEach
    void closeTheEndpoint() throws Exception {
        central.close();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isThereBeforeThePingIsSent(TestDatabase kind) throws Exception {
        Installation site = Installation.on(kind, folder).withUsualMetrics().sendingTo(central);
        CompletableFuture<byte[]> whileSending = new CompletableFuture<>();
        central.guard((exchange, body) -> {
            whileSending.complete(site.payloadFile(Installation.PERIOD));
            central.pass(exchange, body);
        });

        site.run("run");

        assertThat(whileSending.get()).isEqualTo(site.payloadFile(Installation.PERIOD));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isWrittenAgainByTheNextRunOrSubmit(TestDatabase kind) throws Exception {
        Installation site = Installation.on(kind, folder).withUsualMetrics().sendingTo(central);
        site.run("run");
        byte[] delivered = site.payloadFile(Installation.PERIOD);
        site.advance(Duration.ofDays(7));
        central.answersTryLater();
        site.run("run");
        byte[] waiting = site.payloadFile(Installation.NEXT_PERIOD);
        forget(site, Installation.PERIOD, Installation.NEXT_PERIOD);

        site.run("submit");

        assertThat(site.payloadFile(Installation.PERIOD)).isEqualTo(delivered);
        assertThat(site.payloadFile(Installation.NEXT_PERIOD)).isEqualTo(waiting);
        forget(site, Installation.PERIOD);

        site.run("run");

        assertThat(site.payloadFile(Installation.PERIOD)).isEqualTo(delivered);
    }

    private static void forget(Installation site, String... periods) throws Exception {
        for (String period : periods) {
            Files.delete(site.home().resolve("state/pings/" + period + ".json"));
        }
    }
}
