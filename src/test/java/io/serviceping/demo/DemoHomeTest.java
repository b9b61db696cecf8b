package io.serviceping.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoHomeTest {
    @Test
    void unpacksWhatTheProjectHasInItsFolders(@TempDir Path folder) throws Exception {
        Path home = DemoHome.unpack(folder.resolve("demo"));

        assertThat(home).isEqualTo(folder.resolve("demo"));
        assertThat(files(home.resolve("config"))).isEqualTo(files(Path.of("config")));
        assertThat(files(home.resolve("sql/metrics"))).isEqualTo(files(Path.of("sql/metrics")));
        assertThat(home.resolve("config/application.yml")).hasSameBinaryContentAs(Path.of("config/application.yml"));
    }

    @Test
    void removesWhatAnOlderVersionUnpackedAndKeepsTheState(@TempDir Path folder) throws Exception {
        DemoHome.unpack(folder);
        Path gone = Files.writeString(folder.resolve("config/metrics/ci/gone_long_ago.yml"), "key_path: ci.gone\n");
        Path goneSql = Files.writeString(folder.resolve("sql/metrics/gone.sql"), "select 1\n");
        Path kept = Files.writeString(
                Files.createDirectories(folder.resolve("state")).resolve("application.mv.db"), "kept");
        Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");

        DemoHome.unpack(folder);

        assertThat(gone).doesNotExist();
        assertThat(goneSql).doesNotExist();
        assertThat(kept).hasContent("kept");
        assertThat(notes).hasContent("mine");
        assertThat(files(folder.resolve("config"))).isEqualTo(files(Path.of("config")));
    }

    @Test
    void leavesAFolderAloneThatALinkLeadsTo(@TempDir Path folder) throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path precious = Files.writeString(elsewhere.resolve("precious.yml"), "mine");
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createSymbolicLink(home.resolve("config"), elsewhere);

        DemoHome.unpack(home);

        assertThat(precious).hasContent("mine");
        assertThat(files(elsewhere)).containsExactly("precious.yml");
        assertThat(home.resolve("config/application.yml")).isRegularFile();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
