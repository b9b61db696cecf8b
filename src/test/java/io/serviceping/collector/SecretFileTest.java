package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    Path folder;

    static Path write(Path file, String... lines) throws IOException {
        Files.write(file, List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void readsEverySecretAndNoComment() throws Exception {
        Path file = write(folder.resolve("secrets"), "# the old one", "one", "", "  two  ");

        assertThat(new SecretFile(file).lines()).containsExactly("one", "two");
    }

    @Test
    void refusesAFileThatEverybodyReads() throws Exception {
        Path file = write(folder.resolve("secrets"), "one");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));

        assertThatThrownBy(() -> new SecretFile(file).lines())
                .hasMessageContaining(file.toString())
                .hasMessageContaining("chmod o-r");
    }

    @Test
    void refusesAFileWithoutASecretOrNoFile() throws Exception {
        Path empty = write(folder.resolve("secrets"), "", "# none");

        assertThatThrownBy(() -> new SecretFile(empty).lines()).hasMessageContaining("empty");
        assertThatThrownBy(() -> new SecretFile(folder.resolve("none")).lines()).hasMessageContaining("cannot read");
    }
}
