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

    private EndpointProxy endpoint;

    @BeforeEach
    void openTheEndpoint() {
        endpoint = EndpointProxy.start(folder.resolve("collector"));
    }

    @AfterEach
    void closeTheEndpoint() throws Exception {
        endpoint.close();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isThereBeforeThePingIsSent(TestDatabase kind) throws Exception {
        Installation installation =
                Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
        CompletableFuture<byte[]> whileSending = new CompletableFuture<>();
        endpoint.guard((exchange, body) -> {
            whileSending.complete(installation.payloadFile(Installation.PERIOD));
            endpoint.pass(exchange, body);
        });

        installation.run("run");

        assertThat(whileSending.get()).isEqualTo(installation.payloadFile(Installation.PERIOD));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isWrittenAgainByTheNextRunOrSubmit(TestDatabase kind) throws Exception {
        Installation installation =
                Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
        installation.run("run");
        byte[] delivered = installation.payloadFile(Installation.PERIOD);
        installation.advance(Duration.ofDays(7));
        endpoint.answersTryLater();
        installation.run("run");
        byte[] waiting = installation.payloadFile(Installation.NEXT_PERIOD);
        forget(installation, Installation.PERIOD, Installation.NEXT_PERIOD);

        installation.run("submit");

        assertThat(installation.payloadFile(Installation.PERIOD)).isEqualTo(delivered);
        assertThat(installation.payloadFile(Installation.NEXT_PERIOD)).isEqualTo(waiting);
        forget(installation, Installation.PERIOD);

        installation.run("run");

        assertThat(installation.payloadFile(Installation.PERIOD)).isEqualTo(delivered);
    }

    private static void forget(Installation installation, String... periods) throws Exception {
        for (String period : periods) {
            Files.delete(installation.home().resolve("state/pings/" + period + ".json"));
        }
    }
}
