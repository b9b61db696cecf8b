package io.serviceping.settings;

import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A source that Spring Boot would read and this program does not. It is refused if it cannot be parsed or has our keys,
 * which somebody meant to have an effect. If it switches Service Ping off, that is respected.
 *
 * @param name as shown in messages
 * @param keys our keys, as written, with their values
 * @param isBroken whether the source cannot be parsed
 */
record StrayConfiguration(String name, Map<String, String> keys, boolean isBroken) {
    private static final String JSON = "SPRING_APPLICATION_JSON";
    private static final String JSON_PROPERTY = "spring.application.json";
    /** Spring Boot's file names, those of profiles included. */
    private static final Pattern ANY_FILE = Pattern.compile("application(-.+)?\\.(ya?ml|properties)", Pattern.DOTALL);

    private static final Pattern PLAIN_FILE = Pattern.compile("application\\.(ya?ml|properties)");

    static List<StrayConfiguration> in(Path configurationFile, Map<String, String> environment) {
        List<StrayConfiguration> all = new ArrayList<>();
        Path folder = configurationFile.resolveSibling("");
        files(folder, ANY_FILE)
                .filter(path -> !path.getFileName().equals(configurationFile.getFileName()))
                .forEach(path -> all.add(in(path, "config/")));
        // A broken file in the home folder can be another program's.
        files(folder.resolveSibling(""), PLAIN_FILE)
                .map(path -> in(path, ""))
                .filter(stray -> !stray.isBroken)
                .forEach(all::add);
        all.add(systemProperties());
        addJson(all, "environment variable " + JSON, environment.getOrDefault(JSON, ""));
        addJson(all, "system property " + JSON_PROPERTY, System.getProperty(JSON_PROPERTY, ""));
        return all.stream()
                .filter(stray -> stray.isBroken || !stray.keys.isEmpty())
                .toList();
    }

    private static StrayConfiguration in(Path path, String folder) {
        String file = String.valueOf(path.getFileName());
        try {
            byte[] content = new RegularFile(path, RegularFile.ONE_MEGABYTE).bytes();
            return parsed(
                    folder + file,
                    content,
                    file.endsWith("s") ? new PropertiesPropertySourceLoader() : new YamlPropertySourceLoader());
        } catch (IOException e) {
            return new StrayConfiguration(folder + file, Map.of(), true);
        }
    }

    /** Only those that are keys of ours: others can be for tests, or for a program around this one. */
    private static StrayConfiguration systemProperties() {
        Map<String, String> keys = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(key -> plain(key).startsWith("serviceping"))
                .filter(key -> SettingsTable.ALL.stream()
                        .anyMatch(setting -> plain(setting.fullName()).equals(plain(key))))
                .forEach(key -> keys.put(key, System.getProperty(key, "")));
        return new StrayConfiguration("system properties (-D): " + String.join(", ", keys.keySet()), keys, false);
    }

    /** JSON is YAML. */
    private static void addJson(List<StrayConfiguration> all, String name, String json) {
        if (!json.isBlank()) {
            all.add(parsed(name, json.getBytes(StandardCharsets.UTF_8), new YamlPropertySourceLoader()));
        }
    }

    private static Stream<Path> files(Path folder, Pattern name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> name.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            // If the folder is missing or unreadable, so is the configuration file, which is reported.
            return Stream.empty();
        }
    }

    private static StrayConfiguration parsed(String name, byte[] content, PropertySourceLoader loader) {
        Map<String, String> keys = new TreeMap<>();
        try {
            for (PropertySource<?> document : loader.load(name, new ByteArrayResource(content))) {
                if (document instanceof EnumerablePropertySource<?> listed) {
                    Stream.of(listed.getPropertyNames())
                            .filter(key -> plain(key).startsWith("serviceping"))
                            .forEach(key -> keys.put(key, String.valueOf(listed.getProperty(key))));
                }
            }
            return new StrayConfiguration(name, Map.copyOf(keys), false);
        } catch (IOException | YAMLException | IllegalArgumentException e) {
            return new StrayConfiguration(name, Map.of(), true);
        }
    }

    /** A key without the signs that can be written differently. */
    static String plain(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    List<SettingsProblem> problems() {
        return List.of(new SettingsProblem(
                name,
                0,
                null,
                "is not read" + (isBroken ? ", and cannot be parsed" : "") + ": write its keys into "
                        + ConfigurationFile.NAME + ", and take it away"));
    }

    /** The source's values of {@code service-ping.mode} and {@code service-ping.enabled}. */
    List<ModeSource> modes() {
        return keys.entrySet().stream()
                .flatMap(entry -> ModeSource.stray(entry.getKey(), entry.getValue(), name).stream())
                .toList();
    }
}
