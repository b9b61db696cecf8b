package io.serviceping.settings;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The value of {@code service-ping.enabled} in one source, read even if the rest of the configuration is invalid. An
 * unparseable file has no value. A source that is otherwise ignored can still switch Service Ping off.
 *
 * @param isOn false also for an invalid value
 * @param who the source as text, such as {@code service-ping.enabled in config/application.yml:3}
 */
public record EnabledSwitch(boolean isOn, String who) {
    /** Every switch that is set, highest precedence first. */
    public static List<EnabledSwitch> all(Path home, List<String> arguments, Map<String, String> environment) {
        ConfigurationSources sources =
                new ConfigurationSources(home.toAbsolutePath().normalize(), arguments, environment);
        Stream<ConfigurationSources.Found> written = sources.everywhere(SettingsTable.ENABLED.fullName()).stream()
                .filter(found -> !found.place().isEnvironment());
        // Accepts more spellings than Spring Boot, because each of them clearly means this switch.
        Stream<ConfigurationSources.Found> variables = environment.entrySet().stream()
                .filter(entry -> entry.getKey()
                        .replaceAll("[^A-Za-z0-9]", "")
                        .toLowerCase(Locale.ROOT)
                        .equals("servicepingenabled"))
                .map(entry ->
                        new ConfigurationSources.Found(entry.getValue(), SettingOrigin.inEnvironment(entry.getKey())))
                .sorted(Comparator.comparing(found -> found.place().name()));
        Stream<EnabledSwitch> elsewhere = sources.stray().stream().flatMap(stray -> stray.enabled().stream());
        return Stream.concat(Stream.concat(written, variables).map(found -> read(sources, found)), elsewhere)
                .toList();
    }

    private static EnabledSwitch read(ConfigurationSources sources, ConfigurationSources.Found found) {
        try {
            boolean on = SettingsTable.ENABLED.kind().reading().read(sources.resolve(found), Path.of(""));
            return new EnabledSwitch(on, who(found));
        } catch (IllegalArgumentException e) {
            return new EnabledSwitch(false, who(found) + ", which is neither true nor false");
        }
    }

    private static String who(ConfigurationSources.Found found) {
        String name = found.place().name();
        String value = found.text().replaceAll("\\p{Cntrl}", " ");
        return switch (found.place().source()) {
            case "command line" -> "--" + name + "=" + value + " on the command line";
            case ConfigurationFile.NAME ->
                SettingsTable.ENABLED.fullName() + " in " + found.place().source() + ":"
                        + found.place().line();
            default -> name + "=" + value + " in the environment";
        };
    }
}
