package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.submit.http.TestEndpoint;
import io.serviceping.testing.TestDatabase;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CheckEndpointTest {
    @TempDir
    Path folder;

    private Installation installation;

    @BeforeEach
    void makeAHome() {
        installation = Installation.on(TestDatabase.H2, folder);
    }

    @Test
    void tellsWhatFailedWhatIsWantedAndWhatWasSkipped() throws Exception {
        // This endpoint answers every request with a receipt.
        try (TestEndpoint endpoint = new TestEndpoint()) {
            CommandResult result =
                    installation.run("check-endpoint", endpoint.url().toString());

            assertThat(result.exitCode()).isEqualTo(69);
            assertThat(result.err()).isEmpty();
            assertThat(result.outLines())
                    .contains(
                            "ok       same-receipt: answers the same ping again with the very same receipt, so that a lost"
                                    + " answer does no harm",
                            "FAILED   digest: refuses content unlike its Content-Digest, or without one, with 400",
                            "         found: answered 201 to a ping whose Content-Digest is that of other content.",
                            "skipped  token: refuses a sender without its token, or with another, with 401 (no token was"
                                    + " given)")
                    .last()
                    .isEqualTo("5 met, 7 failed, 3 skipped.");
            JsonNode findings = installation
                    .run("check-endpoint", "--json", endpoint.url().toString())
                    .json()
                    .get("findings");
            assertThat(findings).hasSize(15);
            assertThat(findings.at("/0").propertyNames()).containsExactly("requirement", "wanted", "verdict", "detail");
            assertThat(installation.home().resolve("state")).doesNotExist();
        }
    }

    @Test
    void endsWithSixtyNineWhenNobodyAnswers() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        CommandResult result = installation.run("check-endpoint", "http://127.0.0.1:" + nobody + "/");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("The endpoint gave no answer: ");
    }

    @Test
    void refusesSecretsThatEverybodyCanReadOrThatAreNone() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "whsec_!");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        CommandResult open =
                installation.run("check-endpoint", "http://127.0.0.1:9/", "--signing-key-file", key.toString());
        assertThat(open.exitCode()).isEqualTo(77);
        assertThat(open.err()).contains("Run: chmod o-rwx " + key);

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        CommandResult wrong =
                installation.run("check-endpoint", "http://127.0.0.1:9/", "--signing-key-file", key.toString());
        assertThat(wrong.exitCode()).isEqualTo(78);
        assertThat(wrong.err()).isEqualTo(key + ": a signing key must be base64 behind its prefix.\n");
    }
}
