package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import io.serviceping.submit.http.TestCertificates;
import io.serviceping.submit.http.TestEndpoint;
import io.serviceping.submit.http.TestProxy;
import io.serviceping.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program behind a proxy that requires Basic authentication for a tunnel. It has a JVM of its own, because
 * the JDK decides once per JVM whether it sends such a login.
 */
class ProxiedRunIT {
    private static final String HOST = "pings.example.invalid";

    @TempDir
    Path folder;

    private TestEndpoint endpoint;
    private TestProxy proxy;
    private Installation installation;

    @BeforeEach
    void open() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        Path server = certificates.store("server", "dns:" + HOST);
        endpoint = new TestEndpoint(new HttpsConfigurator(TestCertificates.context(server, server)));
        proxy = new TestProxy(
                "Basic " + Base64.getEncoder().encodeToString("ping:pass:word".getBytes(StandardCharsets.UTF_8)), "");
        installation = Installation.on(TestDatabase.POSTGRESQL, TestDatabase.H2, folder)
                .metric("counts.issues", "select count(*) from issues")
                .set("endpoint.url", endpoint.url(HOST).toString())
                .set("endpoint.trust-store", certificates.pem(server).toString());
    }

    @AfterEach
    void close() throws Exception {
        endpoint.close();
        proxy.close();
    }

    @Test
    void deliversWithTheLoginOfTheSettings() throws Exception {
        Path password = Files.writeString(folder.resolve("proxy-password"), "pass:word\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        installation
                .set("endpoint.proxy.url", proxy.url())
                .set("endpoint.proxy.username", "ping")
                .set("endpoint.proxy.password-file", password.toString());

        assertDelivers(installation.runProgram("run"));
    }

    @Test
    void deliversWithTheLoginOfTheEnvironment() {
        installation.environment("HTTPS_PROXY", "http://ping:pass%3Aword@127.0.0.1:" + proxy.port());

        assertDelivers(installation.runProgram("run"));
    }

    @Test
    void goesPastTheProxyWhereTheEnvironmentExceptsTheHost() {
        installation
                .environment("HTTPS_PROXY", "http://ping:pass%3Aword@127.0.0.1:" + proxy.port())
                .environment("NO_PROXY", "other.example,.invalid");

        CommandResult result = installation.runProgram("run");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.out() + result.err()).contains("host name not found");
        assertThat(proxy.heads()).isEmpty();
    }

    /** An administrator's JVM setting has precedence. Without the program's own setting, the other tests here would fail. */
    @Test
    void sendsNoLoginWhereTheJvmForbidsIt() {
        installation
                .environment("HTTPS_PROXY", "http://ping:pass%3Aword@127.0.0.1:" + proxy.port())
                .environment("JAVA_TOOL_OPTIONS", "-Djdk.http.auth.tunneling.disabledSchemes=Basic");

        CommandResult result = installation.runProgram("run");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.out() + result.err()).contains("HTTP 407").doesNotContain("pass:word");
        assertThat(endpoint.requests()).isZero();
    }

    private void assertDelivers(CommandResult result) {
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.outLines()).singleElement().asString().startsWith("Delivered the ping of ");
        assertThat(proxy.heads()).singleElement().asString().startsWith("CONNECT " + HOST + ":");
        assertThat(endpoint.requests()).isEqualTo(1);
    }
}
