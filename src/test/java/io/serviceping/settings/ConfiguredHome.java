package io.serviceping.settings;

import io.serviceping.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A home folder with a configuration, in the file system. */
final class ConfiguredHome {
    static final String REQUIRED = """
            service-ping:
              product: { name: Tracker, version: 1.0 }
              databases: { main: { url: "jdbc:h2:file:./state/application" } }
            """;

    private final Path folder;

    ConfiguredHome(Path folder) {
        this.folder = folder.toAbsolutePath();
        write("config/metrics/.keep", "");
    }

    ConfiguredHome with(String yaml) {
        return write("config/application.yml", yaml);
    }

    /** Writes the required keys and further ones under {@code service-ping}. */
    ConfiguredHome withRequiredAnd(String more) {
        return with(REQUIRED + more.indent(2));
    }

    ConfiguredHome write(String file, String content) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
            PrivateFiles.closeFile(path);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path resolve(String file) {
        return folder.resolve(file);
    }

    ServicePingSettings load(Map<String, String> environment, String... arguments) {
        try {
            return SettingsLoader.load(folder, List.of(arguments), environment);
        } catch (InvalidSettingsException e) {
            throw new AssertionError(e.problems().toString(), e);
        }
    }

    ServicePingSettings load(String... arguments) {
        return load(Map.of(), arguments);
    }

    /** The problems, one per line, with the home folder's path replaced by HOME. */
    List<String> problems(Map<String, String> environment, String... arguments) {
        try {
            SettingsLoader.load(folder, List.of(arguments), environment);
            return List.of();
        } catch (InvalidSettingsException e) {
            return e.problems().stream()
                    .map(problem -> problem.toString().replace(folder.toString(), "HOME"))
                    .toList();
        }
    }

    List<String> problems(String... arguments) {
        return problems(Map.of(), arguments);
    }
}
