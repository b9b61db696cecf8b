package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.CollectorProgram;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged endpoint check in a process of its own, run as by an outsider. */
class CheckEndpointIT {
    @TempDir
    Path folder;

    @Test
    void findsNothingWrongWithThePackagedCollector() throws Exception {
        String token = secret("token", "a-token");
        String key = secret("key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Installation installation = Installation.on(TestDatabase.H2, folder);
        try (CollectorProgram collector =
                CollectorProgram.start(folder, List.of("--token-file", token, "--signing-key-file", key))) {
            CommandResult result = installation.runProgram(
                    "check-endpoint",
                    collector.endpoint().toString(),
                    "--token-file",
                    token,
                    "--signing-key-file",
                    key);

            assertThat(result.outLines()).last().isEqualTo("15 met, 0 failed, 0 skipped.");
            assertThat(result.exitCode()).isZero();
            assertThat(result.err()).isEmpty();
        }
    }

    private String secret(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
                .toString();
    }
}
