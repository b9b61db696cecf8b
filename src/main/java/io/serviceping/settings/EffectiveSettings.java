package io.serviceping.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Every key that has a value, where the value comes from, and nothing that is secret. */
public final class EffectiveSettings {
    private static final String HIDDEN = "(hidden";

    private final Path home;
    private final ConfigurationSources sources;

    private EffectiveSettings(Path home, ConfigurationSources sources) {
        this.home = home;
        this.sources = sources;
    }

    /**
     * A key with its value.
     *
     * @param value empty: a secret, or what may be a secret in the wrong place. A value that is not valid is shown as far as
     *     its {@link SettingsProblem} quotes it
     * @param isValid whether the value can be used; always true for keys that are not ours
     * @param source as in {@link SettingsProblem}, or {@code default}
     * @param line from 1; 0 if the source has no lines
     */
    public record Entry(String key, Optional<String> value, boolean isValid, String source, int line) {}

    /** In the order of the reference; then the keys of Spring Boot, as written. */
    public static List<Entry> read(Path home, List<String> arguments, Map<String, String> environment) {
        Path absolute = home.toAbsolutePath().normalize();
        return new EffectiveSettings(absolute, new ConfigurationSources(absolute, arguments, environment)).all();
    }

    private List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        List<String> databases = SettingsLoader.databases(sources);
        for (Setting<?> setting : SettingsTable.ALL) {
            if (setting.isOfDatabase()) {
                databases.forEach(name -> add(all, setting.in(name)));
            } else if (SettingsTable.isList(setting)) {
                sources.list(setting.fullName()).stream()
                        .filter(found -> !found.text().isEmpty())
                        .forEach(found -> all.add(entry(setting, found)));
            } else {
                add(all, setting);
            }
        }
        sources.keys().stream()
                .filter(found -> found.origin().name().matches("(logging|spring)\\..*"))
                .forEach(found -> all.add(new Entry(
                        found.origin().name(),
                        Optional.of(found.text()),
                        true,
                        found.origin().source(),
                        found.origin().line())));
        sources.environment().keySet().stream()
                .filter(name -> name.startsWith("LOGGING_"))
                .sorted()
                .map(name -> new Entry(
                        name.toLowerCase(Locale.ROOT).replace('_', '.'),
                        Optional.ofNullable(sources.environment().get(name)),
                        true,
                        SettingOrigin.inEnvironment(name).source(),
                        0))
                .forEach(all::add);
        return all;
    }

    private void add(List<Entry> all, Setting<?> setting) {
        Optional<ConfigurationSources.Found> found = sources.find(setting.fullName());
        if (found.isPresent() && !found.get().text().isEmpty()) {
            all.add(entry(setting, found.get()));
        } else if (setting.fallback() != null && !setting.fallback().isEmpty()) {
            all.add(new Entry(setting.fullName(), Optional.of(setting.fallback()), true, "default", 0));
        }
    }

    private Entry entry(Setting<?> setting, ConfigurationSources.Found found) {
        Optional<String> value = usable(setting, found);
        return new Entry(
                setting.fullName(),
                shown(setting, value, found),
                value.isPresent(),
                found.origin().source(),
                found.origin().line());
    }

    private static Optional<String> shown(
            Setting<?> setting, Optional<String> usable, ConfigurationSources.Found found) {
        String quoted = setting.kind().shown().apply(usable.orElse(found.text()));
        if (usable.isPresent()) {
            return quoted.equals(HIDDEN + ")") ? Optional.empty() : usable.map(EffectiveSettings::withoutParameters);
        }
        return quoted.startsWith(HIDDEN) ? Optional.empty() : Optional.of(quoted);
    }

    private Optional<String> usable(Setting<?> setting, ConfigurationSources.Found found) {
        try {
            String text = sources.resolve(found);
            setting.kind().reading().read(text, home);
            return Optional.of(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Parameters of URLs may hold a secret. */
    private static String withoutParameters(String text) {
        return text.matches("(?s)(jdbc:|https?://).*") ? text.replaceFirst("(?s)[?;#].*", "…") : text;
    }
}
