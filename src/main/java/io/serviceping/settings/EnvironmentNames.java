package io.serviceping.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of keys as environment variables. Spring Boot reads two forms, with dashes removed or replaced by
 * underscores: {@code SERVICEPING_COLLECTION_MAXLOAD} and {@code SERVICE_PING_COLLECTION_MAX_LOAD}.
 */
final class EnvironmentNames {
    private static final String HOME = "SERVICE_PING_HOME";
    private static final Pattern OURS = Pattern.compile("SERVICE_?PING_.*", Pattern.CASE_INSENSITIVE);

    private EnvironmentNames() {}

    /** Apart, because most commands have no variable to compare with them. */
    private static final class Patterns {
        static final Map<Pattern, Setting<?>> ALL = SettingsTable.ALL.stream()
                .collect(Collectors.toMap(
                        setting -> Pattern.compile(
                                "(?:" + (readable(setting) + "|" + dashless(setting)).replace("*", "(.+)") + ")"
                                        + (SettingsTable.isList(setting) ? "(_\\d+_?)?" : ""),
                                Pattern.CASE_INSENSITIVE),
                        Function.identity()));
    }

    static boolean isOurs(String variable) {
        return OURS.matcher(variable).matches();
    }

    static boolean isKnown(String variable) {
        return variable.equals(HOME)
                || Patterns.ALL.keySet().stream()
                        .anyMatch(pattern -> pattern.matcher(variable).matches());
    }

    /** Every name, in the more readable form. */
    static List<String> names() {
        return Stream.concat(Stream.of(HOME), SettingsTable.ALL.stream().map(EnvironmentNames::readable))
                .toList();
    }

    static String readable(Setting<?> setting) {
        return setting.fullName().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The name, as in a file, of the database that the variable configures. */
    static Optional<String> database(String variable) {
        return variable.equals(HOME) || !isOurs(variable)
                ? Optional.empty()
                : Patterns.ALL.entrySet().stream()
                        .filter(entry -> entry.getValue().isOfDatabase())
                        .map(entry -> entry.getKey().matcher(variable))
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
                        .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
                        .findFirst();
    }

    private static String dashless(Setting<?> setting) {
        return setting.fullName().replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
