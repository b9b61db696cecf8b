package io.serviceping.settings;

import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/** Spring Boot's own keys below {@code logging}, from the same sources as ours. */
public final class LoggingSettings {
    /** Relative to the home folder, as all paths of the configuration. */
    private static final List<String> PATHS = List.of("logging.file.name", "logging.file.path");

    private LoggingSettings() {}

    /**
     * The sources, as Spring Boot reads them. Only looks for the word where there are no such keys, because every command
     * asks.
     *
     * @param fallbacks the values of keys that no source has
     * @return empty: no source has such a key
     */
    public static Optional<ConfigurableEnvironment> in(
            Path home, List<String> arguments, Map<String, String> environment, Map<String, Object> fallbacks) {
        Path absolute = home.toAbsolutePath().normalize();
        boolean isTyped = arguments.stream().anyMatch(argument -> argument.startsWith("--logging."));
        boolean isVariable = environment.keySet().stream().anyMatch(name -> name.startsWith("LOGGING_"));
        return isTyped || isVariable || isWritten(absolute.resolve(ConfigurationFile.NAME))
                ? Optional.of(read(absolute, new ConfigurationSources(absolute, arguments, environment), fallbacks))
                : Optional.empty();
    }

    private static boolean isWritten(Path file) {
        try {
            return new String(new RegularFile(file, RegularFile.ONE_MEGABYTE).bytes(), StandardCharsets.ISO_8859_1)
                    .contains("logging");
        } catch (IOException e) {
            // The command says what is wrong with the file.
            return false;
        }
    }

    private static ConfigurableEnvironment read(
            Path home, ConfigurationSources sources, Map<String, Object> fallbacks) {
        StandardEnvironment environment = new StandardEnvironment();
        MutablePropertySources all = environment.getPropertySources();
        all.remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        sources.all().forEach(all::addLast);
        Map<String, Object> paths = new HashMap<>();
        PATHS.forEach(key -> Stream.ofNullable(environment.getProperty(key))
                .forEach(path -> paths.put(key, home.resolve(path).toString())));
        all.addFirst(new MapPropertySource("paths", paths));
        all.addLast(new MapPropertySource("fallbacks", fallbacks));
        return environment;
    }
}
