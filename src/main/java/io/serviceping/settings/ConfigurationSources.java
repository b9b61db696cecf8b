package io.serviceping.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.PropertyPlaceholderHelper;

/** All sources of settings, highest precedence first: command line, environment, file. */
final class ConfigurationSources {
    static final String COMMAND_LINE = "commandLineArgs";

    private static final Pattern ARGUMENT =
            Pattern.compile("--(service-?ping|logging)\\..*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final ConfigurationFile file;
    private final List<PropertySource<?>> sources = new ArrayList<>();
    private final Map<String, String> environment;
    private final PropertySourcesPlaceholdersResolver placeholders;
    private final List<ConfigurationPropertySource> relaxed = new ArrayList<>();

    /** The value as written, before placeholders are replaced, and its place. */
    record Found(String text, SettingOrigin origin) {}

    ConfigurationSources(Path home, List<String> arguments, Map<String, String> environment) {
        this.file = ConfigurationFile.in(home);
        this.environment = Map.copyOf(environment);
        sources.add(new SimpleCommandLinePropertySource(
                COMMAND_LINE,
                arguments.stream()
                        .filter(argument -> ARGUMENT.matcher(argument).matches())
                        .toArray(String[]::new)));
        sources.add(new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(environment)));
        sources.addAll(file.documents());
        this.placeholders = new PropertySourcesPlaceholdersResolver(
                sources, new PropertyPlaceholderHelper("${", "}", ":", '\\', false));
        ConfigurationPropertySources.from(sources).forEach(relaxed::add);
    }

    /** Sources that Spring Boot would read in addition to the file, and this program does not. */
    List<StrayConfiguration> stray() {
        return StrayConfiguration.in(file.path(), environment);
    }

    /** Highest precedence first. */
    List<PropertySource<?>> all() {
        return List.copyOf(sources);
    }

    ConfigurationFile file() {
        return file;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** The key's value in each source that has one, highest precedence first. */
    List<Found> everywhere(String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
        return relaxed.stream()
                .flatMap(source -> Stream.ofNullable(source.getConfigurationProperty(name)))
                .map(this::found)
                .toList();
    }

    Optional<Found> find(String key) {
        return everywhere(key).stream().findFirst();
    }

    /** The elements of a list, all from the source of highest precedence that has any. */
    List<Found> list(String key) {
        return relaxed.stream()
                .map(source -> list(source, ConfigurationPropertyName.of(key)))
                .filter(elements -> !elements.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Every key of the command line and the file, but not the environment, as written. */
    List<Found> keys() {
        return sources.stream()
                .filter(source -> !(source instanceof SystemEnvironmentPropertySource))
                .flatMap(source -> source instanceof EnumerablePropertySource<?> listed
                        ? Arrays.stream(listed.getPropertyNames())
                                .map(name -> new Found(String.valueOf(listed.getProperty(name)), place(listed, name)))
                        : Stream.empty())
                .toList();
    }

    /**
     * The value with its placeholders replaced.
     *
     * @throws IllegalArgumentException if a placeholder has no value
     */
    String resolve(Found found) {
        return String.valueOf(placeholders.resolvePlaceholders(found.text()));
    }

    private List<Found> list(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        ConfigurationProperty whole = source.getConfigurationProperty(name);
        if (whole != null) {
            Found found = found(whole);
            return Arrays.stream(found.text().split(",", -1))
                    .map(text -> new Found(text.strip(), found.origin()))
                    .toList();
        }
        List<Found> elements = new ArrayList<>();
        ConfigurationProperty element = source.getConfigurationProperty(name.append("[0]"));
        while (element != null) {
            elements.add(found(element));
            element = source.getConfigurationProperty(name.append("[" + elements.size() + "]"));
        }
        return elements;
    }

    private Found found(ConfigurationProperty property) {
        Object value = property.getValue();
        String text = value instanceof CharSequence
                ? value.toString()
                : asWritten(property).orElseGet(() -> String.valueOf(value));
        return new Found(text, SettingOrigin.of(origin(property.getOrigin())));
    }

    private Optional<String> asWritten(ConfigurationProperty property) {
        return origin(property.getOrigin()).getOrigin() instanceof TextResourceOrigin text
                ? file.plainScalarAt(text.getLocation())
                : Optional.empty();
    }

    private static SettingOrigin place(PropertySource<?> source, String name) {
        return name.isEmpty() // YAML allows an empty name, Origin does not
                ? new SettingOrigin(ConfigurationFile.NAME, 0, "''")
                : SettingOrigin.of(origin(PropertySourceOrigin.get(source, name)));
    }

    private static PropertySourceOrigin origin(@Nullable Origin origin) {
        if (origin instanceof PropertySourceOrigin inSource) {
            return inSource;
        }
        throw new IllegalStateException("a property without its source: " + origin);
    }
}
