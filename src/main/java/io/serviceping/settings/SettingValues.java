package io.serviceping.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Reads settings one by one, so that one problem does not hide the next. */
final class SettingValues {
    private final Path home;
    private final ConfigurationSources sources;
    private final Map<String, Object> values = new HashMap<>();
    private final List<SettingsProblem> problems = new ArrayList<>();

    SettingValues(Path home, ConfigurationSources sources) {
        this.home = home;
        this.sources = sources;
    }

    List<SettingsProblem> problems() {
        return problems;
    }

    <T> void read(Setting<T> setting) {
        Optional<ConfigurationSources.Found> found = sources.find(setting.fullName());
        if (found.isPresent() && !meansNothing(setting, found.get())) {
            read(setting, found.get()).ifPresent(value -> values.put(setting.name(), value));
        } else if (setting.fallback() != null) {
            read(setting, new ConfigurationSources.Found(setting.fallback(), inFile(setting)))
                    .ifPresent(value -> values.put(setting.name(), value));
        } else if (setting.required() && !sources.file().isBroken()) {
            problems.add(inFile(setting).problem(setting.fullName(), missing()));
        }
    }

    <T> List<T> readList(Setting<T> setting) {
        List<ConfigurationSources.Found> elements = sources.list(setting.fullName());
        boolean isEmptied = elements.size() == 1 && elements.get(0).text().isEmpty();
        return isEmptied
                ? List.of()
                : elements.stream()
                        .flatMap(element -> read(setting, element).stream())
                        .toList();
    }

    /** Reports two settings of which only one may be set. */
    void readEither(Setting<?> better, Setting<?> other) {
        read(better);
        read(other);
        if (values.containsKey(better.name()) && values.containsKey(other.name())) {
            report(other, "is set as well as " + better.fullName() + ": keep one");
        }
    }

    /** Reports a setting that is set but has no effect without the other. */
    void needs(Setting<?> setting, Setting<?> other) {
        if (values.containsKey(setting.name()) && sources.find(other.fullName()).isEmpty()) {
            report(setting, "is of no use without " + other.fullName());
        }
    }

    void report(SettingsProblem problem) {
        problems.add(problem);
    }

    /** Reports a problem of a setting that is set, other than an invalid value. */
    void report(Setting<?> setting, String message) {
        sources.find(setting.fullName())
                .ifPresent(found -> problems.add(found.origin().problem(setting.fullName(), message)));
    }

    <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new NoSuchElementException(setting.fullName()));
    }

    @SuppressWarnings("unchecked") // read() stored it under the name of the same setting
    <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting.name()));
    }

    private <T> Optional<T> read(Setting<T> setting, ConfigurationSources.Found found) {
        SettingType<T> kind = setting.kind();
        String quoted = "'" + kind.shown().apply(found.text()) + "'";
        String text;
        try {
            text = sources.resolve(found);
        } catch (IllegalArgumentException e) {
            return bad(setting, found, "has a placeholder without a value in " + quoted);
        }
        try {
            return Optional.of(kind.reading().read(text, home));
        } catch (BadValueException e) {
            problems.add(found.origin().problem(setting.fullName(), e));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return bad(setting, found, "must be " + kind.allowed() + " but was " + quoted);
        }
    }

    private <T> Optional<T> bad(Setting<T> setting, ConfigurationSources.Found found, String message) {
        problems.add(found.origin().problem(setting.fullName(), message));
        return Optional.empty();
    }

    /** For a setting that may be absent, an empty value cancels the value of a source with lower precedence. */
    private static boolean meansNothing(Setting<?> setting, ConfigurationSources.Found found) {
        return found.text().isEmpty() && setting.fallback() == null && !setting.required();
    }

    private String missing() {
        return sources.file().isMissing()
                ? "is required, and there is no file " + sources.file().path()
                : "is required";
    }

    private static SettingOrigin inFile(Setting<?> setting) {
        return new SettingOrigin(ConfigurationFile.NAME, 0, setting.fullName());
    }
}
