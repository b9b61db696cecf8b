package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code monitoring.ping-url}: told when a run begins and how it ended, and never in its way. */
class DeadManUrlTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int body = exchange.getRequestBody().readAllBytes().length;
            told.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + (body == 0 ? "" : " with a body"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .sendingTo(endpoint)
                .set("monitoring.ping-url", url(server.getAddress().getPort()));
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port + "/check?create=1";
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isToldHowARunEnds(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run(
                "run", "--service-ping.databases.main.username=nobody", "--service-ping.databases.main.password=wrong");
        assertThat(told).containsExactly("GET /check/start?create=1", "GET /check/77?create=1");
        told.clear();

        assertThat(installation.run("run").exitCode()).isZero();
        installation.run("submit");

        assertThat(told).containsExactly("GET /check/start?create=1", "GET /check?create=1");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isToldNothingWhileServicePingIsOff(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run", "--service-ping.enabled=false");
        installation.environment("DO_NOT_TRACK", "1").run("run");
        installation.environment("DO_NOT_TRACK", "0").run("opt-out");
        installation.run("run");
        installation.run("run", "--service-ping.endpoint.url=nonsense");

        assertThat(told).isEmpty();
    }

    @Test
    void isToldNothingWhileAnotherMachineHasSwitchedItOff() {
        Installation installation = installation(TestDatabase.POSTGRESQL);
        installation.run("run", "--no-submit");
        told.clear();
        installation.twinOnItsState(folder.resolve("other")).run("opt-out");

        installation.run("run");
        installation.run("run", "--service-ping.state.password=wrong");

        assertThat(told).isEmpty();
    }

    /** Silence is what a dead-man URL tells of. A request could break an opt-out that cannot be seen. */
    @Test
    void isToldNothingWhileNobodyCanLookForTheOptOutFlag() throws IOException {
        Installation installation = installation(TestDatabase.H2);
        Path state = installation.home().resolve("state");
        Files.createSymbolicLink(state, state);

        assertThat(installation.run("run").exitCode()).isGreaterThan(4);
        assertThat(told).isEmpty();
    }

    @Test
    void isToldOfABrokenConfiguration() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--service-ping.endpoint.url=nonsense");

        assertThat(told).containsExactly("GET /check/78?create=1");
        assertThat(installation
                        .environment("HTTPS_PROXY", "ftp://nonsense")
                        .run("run")
                        .exitCode())
                .isEqualTo(78);
    }

    @Test
    void isToldOfALockThatCannotBeUsed() throws IOException {
        Installation installation = installation(TestDatabase.H2);
        Files.createDirectories(installation.home().resolve("state/run.lock"));

        int exitCode = installation.run("run").exitCode();

        assertThat(exitCode).isGreaterThan(4);
        assertThat(told).contains("GET /check/" + exitCode + "?create=1");
    }

    @Test
    void doesNotFailTheRunWhenItRefusesOrHangs() throws IOException {
        Installation installation = installation(TestDatabase.H2);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(installation
                            .set("monitoring.ping-url", url(silent.getLocalPort()))
                            .run("run")
                            .exitCode())
                    .isZero();
            silent.close();
            assertThat(installation
                            .set("monitoring.ping-url", url(silent.getLocalPort()))
                            .run("run")
                            .exitCode())
                    .isZero();
        }
        assertThat(installation
                        .set("monitoring.ping-url", "http://elsewhere.example/secret")
                        .run("validate")
                        .err())
                .contains("service-ping.monitoring.ping-url: must be an https URL")
                .doesNotContain("secret");
    }

    @Test
    void isNotToldOfAFailureWhenASignalEndsTheRun() {
        Installation installation = installation(TestDatabase.H2).metric("probed.dead", "select probe('dead')");
        Probe.reset();
        Probe.onCall(1, installation::interrupt, "dead");
        installation.metric("probed.after", "select 1");

        assertThat(installation.run("run").exitCode()).isEqualTo(130);

        assertThat(told).containsExactly("GET /check/start?create=1");
    }
}
