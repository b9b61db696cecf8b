package io.serviceping.settings;

import io.serviceping.definition.file.Suggestion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Finds keys that are never read: misspelt ones, and values in place of a section. */
final class UnknownKeys {
    private static final Set<String> TOP = Set.of("serviceping", "logging", "spring");
    private static final Set<String> NOT_READ = Set.of("config", "profiles");
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final List<String[]> TABLE = SettingsTable.ALL.stream()
            .map(setting -> setting.fullName().split("\\."))
            .toList();

    private UnknownKeys() {}

    static List<SettingsProblem> in(ConfigurationSources sources) {
        List<SettingsProblem> problems = new ArrayList<>();
        for (ConfigurationSources.Found key : sources.keys()) {
            String name = key.origin().name();
            complaint(ConfigurationPropertyName.adapt(name, '.'), key.text().isEmpty())
                    .ifPresent(complaint -> problems.add(key.origin().problem(shown(name), complaint)));
        }
        for (String variable : sources.environment().keySet()) {
            if (EnvironmentNames.isOurs(variable) && !EnvironmentNames.isKnown(variable)) {
                problems.add(new SettingsProblem(
                        SettingOrigin.inEnvironment(variable).source(),
                        0,
                        null,
                        "matches no key" + suggestion(variable.toUpperCase(Locale.ROOT), EnvironmentNames.names())));
            }
        }
        return problems;
    }

    /** The key's database. Empty: the key is not about a database, or the name is not allowed. */
    static Optional<String> database(String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
        return name.getNumberOfElements() > 2
                        && uniform(name, 0).equals("serviceping")
                        && uniform(name, 1).equals("databases")
                ? Optional.of(name.getElement(2, Form.ORIGINAL))
                        .filter(database -> DATABASE_NAME.matcher(database).matches())
                : Optional.empty();
    }

    /** The key as written, up to the end of a setting's name. The rest may be an unquoted password such as {abc}. */
    private static String shown(String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
        return IntStream.range(1, name.getNumberOfElements())
                .mapToObj(name::chop)
                .filter(UnknownKeys::isSetting)
                .map(ConfigurationPropertyName::toString)
                .findFirst()
                .orElse(key);
    }

    private static boolean isSetting(ConfigurationPropertyName name) {
        List<String[]> candidates = TABLE.stream()
                .filter(setting -> setting.length == name.getNumberOfElements())
                .toList();
        for (int depth = 0; depth < name.getNumberOfElements(); depth++) {
            candidates = matching(name, depth, candidates);
        }
        return !candidates.isEmpty();
    }

    private static Optional<String> complaint(ConfigurationPropertyName name, boolean isEmpty) {
        String top = name.isEmpty() ? "" : uniform(name, 0);
        if (!TOP.contains(top)) {
            return Optional.of("unknown key; the file takes service-ping, logging and spring");
        }
        if (top.equals("spring") && name.getNumberOfElements() > 1 && NOT_READ.contains(uniform(name, 1))) {
            return Optional.of("is not read here: there are no profiles and no imports");
        }
        return top.equals("serviceping") ? ours(name, isEmpty) : Optional.empty();
    }

    private static Optional<String> ours(ConfigurationPropertyName name, boolean isEmpty) {
        List<String[]> candidates = TABLE;
        for (int depth = 0; depth < name.getNumberOfElements(); depth++) {
            List<String[]> before = deeperThan(depth, candidates);
            if (before.isEmpty()) {
                return extra(name, depth);
            }
            candidates = matching(name, depth, before);
            if (candidates.isEmpty()) {
                return Optional.of(unknown(name, depth, before));
            }
        }
        int length = name.getNumberOfElements();
        boolean isSetting = candidates.stream().anyMatch(setting -> setting.length == length);
        return isSetting || isEmpty
                ? Optional.empty()
                : Optional.of(
                        "takes no value of its own, only these keys: " + String.join(", ", at(length, candidates)));
    }

    private static Optional<String> extra(ConfigurationPropertyName name, int depth) {
        String list = name.chop(depth).toString();
        boolean isList = SettingsTable.ALL.stream()
                .anyMatch(setting -> SettingsTable.isList(setting) && list.equals(setting.fullName()));
        return isList && name.isNumericIndex(depth) && name.getNumberOfElements() == depth + 1
                ? Optional.empty()
                : Optional.of("takes a single value; one that starts with [ or { needs quotes");
    }

    private static String unknown(ConfigurationPropertyName name, int depth, List<String[]> before) {
        List<String> siblings = at(depth, before);
        if (siblings.contains("*")) {
            return "a database must have a name like main or read-replica (a-z, 0-9, -)";
        }
        return "unknown key" + suggestion(name.getElement(depth, Form.DASHED), siblings);
    }

    private static List<String[]> matching(ConfigurationPropertyName name, int depth, List<String[]> candidates) {
        String original = name.getElement(depth, Form.ORIGINAL);
        return candidates.stream()
                .filter(setting -> setting[depth].equals("*")
                        ? DATABASE_NAME.matcher(original).matches()
                        : setting[depth].replace("-", "").equals(uniform(name, depth)))
                .toList();
    }

    private static List<String[]> deeperThan(int depth, List<String[]> candidates) {
        return candidates.stream().filter(setting -> setting.length > depth).toList();
    }

    private static List<String> at(int depth, List<String[]> candidates) {
        return deeperThan(depth, candidates).stream()
                .map(setting -> setting[depth])
                .distinct()
                .toList();
    }

    private static String uniform(ConfigurationPropertyName name, int depth) {
        return name.getElement(depth, Form.UNIFORM);
    }

    private static String suggestion(String wrong, List<String> known) {
        int tolerated = Math.max(2, wrong.length() / 4);
        // A secret in place of the name of its file: endpoint.token for endpoint.token-file.
        Optional<String> longer = known.stream()
                .filter(candidate -> candidate.matches(Pattern.quote(wrong) + "[-_](?i:file)"))
                .findFirst();
        return longer.or(() -> known.stream()
                        .filter(candidate -> Suggestion.distance(wrong, candidate) <= tolerated)
                        .min(Comparator.comparingInt(candidate -> Suggestion.distance(wrong, candidate))))
                .map(candidate -> "; did you mean `" + candidate + "`?")
                .orElseGet(() -> known.size() > 12 ? "" : "; known are " + String.join(", ", known));
    }
}
