package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.submit.http.CredentialException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @TempDir
    Path folder;

    private Credentials read(Path file) {
        return Credentials.read(new Endpoint(
                URI.create("https://a.example/"), Optional.of(file), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    private Path file(String content, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static void assertProblem(Kind kind, Runnable reading) {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(reading::run)
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(kind))
                .withMessageContaining("the token file ")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void trimsTheTokenAndHidesIt() throws Exception {
        Credentials credentials = read(file(" s3cret.token~+/== \r\n", "rw-------"));
        assertThat(credentials.authorization()).contains("Bearer s3cret.token~+/==");
        assertThat(credentials.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "s3cret one", "s3cret\nHost: b.example", "s3cret\u0000", "s3cr\u00e9t"})
    void refusesAFileWithoutOneToken(String content) throws Exception {
        Path file = file(content, "rw-------");
        assertProblem(Kind.CONFIGURATION, () -> read(file));
    }

    @Test
    void refusesATokenEverybodyMayRead() throws Exception {
        Path file = file("s3cret", "rw-r--r--");
        assertProblem(Kind.PERMISSION, () -> read(file));
    }

    @Test
    void refusesAFileThatIsMissingOrNoFile() {
        assertProblem(Kind.CONFIGURATION, () -> read(folder.resolve("missing")));
        assertProblem(Kind.CONFIGURATION, () -> read(folder));
    }
}
