package io.serviceping.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that has ended is told by what standard output is, not by the system's message. */
class StandardOutputTest {
    @TempDir
    private Path folder;

    @Test
    void knowsAPipeWhateverTheLanguageOfTheSystem() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "there is no mkfifo");

        assertThat(StandardOutput.isPipe(pipe)).isTrue();
        assertThat(StandardOutput.isPipe(Files.createFile(folder.resolve("file"))))
                .isFalse();
        assertThat(StandardOutput.isPipe(Path.of("/dev/full"))).isFalse();
        assertThat(StandardOutput.isPipe(folder.resolve("missing"))).isFalse();
    }
}
