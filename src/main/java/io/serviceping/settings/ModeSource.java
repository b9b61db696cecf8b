package io.serviceping.settings;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The value of {@code service-ping.mode} or {@code service-ping.enabled} in one source, read even if the rest of the
 * configuration is invalid. An unparseable file has no value. A source that is otherwise ignored can still switch
 * Service Ping off.
 *
 * @param mode off also for an invalid value
 * @param who the source as text, such as {@code service-ping.mode: local in config/application.yml:3}
 */
public record ModeSource(Mode mode, String who) {
    /**
     * A key that sets the mode.
     *
     * @param unclear what any other value is
     */
    private record Key(Setting<?> setting, List<Mode> allowed, String unclear) {
        private static final List<Key> ALL = List.of(
                new Key(SettingsTable.MODE, List.of(Mode.values()), "neither on, local nor off"),
                new Key(SettingsTable.ENABLED, List.of(Mode.ON, Mode.OFF), "neither true nor false"));

        private boolean isWritten(String name) {
            return StrayConfiguration.plain(name).equals(StrayConfiguration.plain(setting.fullName()));
        }

        /** @param text empty: a placeholder has no value */
        private ModeSource source(Optional<String> text, String who) {
            return text.flatMap(word -> Mode.of(word, allowed))
                    .map(mode -> new ModeSource(mode, who))
                    .orElseGet(() -> new ModeSource(Mode.OFF, who + ", which is " + unclear));
        }

        private Stream<ModeSource> all(ConfigurationSources sources, Map<String, String> environment) {
            Stream<ConfigurationSources.Found> written = sources.everywhere(setting.fullName()).stream()
                    .filter(found -> !found.origin().isEnvironment());
            // Accepts more spellings than Spring Boot, because each of them clearly means this key.
            Stream<ConfigurationSources.Found> variables = environment.entrySet().stream()
                    .filter(entry -> isWritten(entry.getKey()))
                    .map(entry -> new ConfigurationSources.Found(
                            entry.getValue(), SettingOrigin.inEnvironment(entry.getKey())))
                    .sorted(Comparator.comparing(found -> found.origin().name()));
            return Stream.concat(written, variables).map(found -> source(resolved(sources, found), who(found)));
        }

        private static Optional<String> resolved(ConfigurationSources sources, ConfigurationSources.Found found) {
            try {
                return Optional.of(sources.resolve(found));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private String who(ConfigurationSources.Found found) {
            String name = found.origin().name();
            String value = found.text().replaceAll("\\p{Cntrl}", " ");
            return switch (found.origin().source()) {
                case "command line" -> "--" + name + "=" + value + " on the command line";
                case ConfigurationFile.NAME ->
                    setting.fullName() + " in " + found.origin().source() + ":"
                            + found.origin().line();
                default -> name + "=" + value + " in the environment";
            };
        }
    }

    /** Every source that has a value: of {@code mode} first, and of each key that of the highest precedence first. */
    public static List<ModeSource> all(Path home, List<String> arguments, Map<String, String> environment) {
        ConfigurationSources sources =
                new ConfigurationSources(home.toAbsolutePath().normalize(), arguments, environment);
        return Stream.concat(
                        Key.ALL.stream().flatMap(key -> key.all(sources, environment)),
                        sources.stray().stream().flatMap(stray -> stray.modes().stream()))
                .toList();
    }

    /** The value of a key in a source that is otherwise not read. Empty: it is another key. */
    static Optional<ModeSource> stray(String name, String value, String source) {
        return Key.ALL.stream()
                .filter(key -> key.isWritten(name))
                .map(key -> key.source(Optional.of(value), name + " in " + source))
                .findFirst();
    }
}
