package io.serviceping.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunProgressTest {
    private static final RunProgress.Snapshot SNAPSHOT = new RunProgress.Snapshot(
            4711,
            "2026-W46",
            Instant.parse("2026-11-16T03:10:00.123456789Z"),
            "collect",
            3,
            84,
            Optional.of("database 'main': 12 sessions are active, and collection.max-active-sessions is 10"),
            Instant.parse("2026-11-16T03:11:00Z"));

    @TempDir
    private Path folder;

    @Test
    void givesBackTheLastStateWritten() {
        RunProgress progress = new RunProgress(folder);
        assertThat(progress.read()).isEmpty();

        progress.write(new RunProgress.Snapshot(
                1, "2026-W45", SNAPSHOT.startedAt(), "plan", 0, 0, Optional.empty(), SNAPSHOT.startedAt()));
        progress.write(SNAPSHOT);

        assertThat(new RunProgress(folder).read()).contains(SNAPSHOT);

        progress.clear();
        progress.clear();

        assertThat(progress.read()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"text\"",
                "{",
                "{}",
                "{\"pid\": 1, \"scansDone\": 1, \"scansTotal\": 2}",
                "{\"pid\": 1, \"period\": null, \"startedAt\": \"2026-11-16T03:10:00Z\", \"step\": \"plan\","
                        + " \"scansDone\": 1, \"scansTotal\": 2, \"updatedAt\": \"2026-11-16T03:10:00Z\"}",
                "\u0000\u0000\u0000"
            })
    void readsNothingFromAFileThatHoldsSomethingElse(String garbage) throws Exception {
        RunProgress progress = new RunProgress(folder);
        progress.write(SNAPSHOT);
        try (var files = Files.list(folder)) {
            Files.writeString(files.findFirst().orElseThrow(), garbage);
        }

        assertThat(progress.read()).isEmpty();
    }
}
