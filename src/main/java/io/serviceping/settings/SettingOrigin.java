package io.serviceping.settings;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Where a value was written.
 *
 * @param source as in {@link SettingsProblem}
 * @param line from 1; 0 if the source has no lines
 * @param name the key as written there
 */
record SettingOrigin(String source, int line, String name) {
    private static final String ENVIRONMENT = "environment variable ";

    static SettingOrigin of(PropertySourceOrigin origin) {
        String name = origin.getPropertyName();
        Origin inFile = origin.getOrigin();
        if (inFile instanceof TextResourceOrigin text && text.getLocation() != null) {
            return new SettingOrigin(ConfigurationFile.NAME, text.getLocation().getLine() + 1, name);
        }
        if (origin.getPropertySource() instanceof SystemEnvironmentPropertySource) {
            return inEnvironment(name);
        }
        return isCommandLine(origin)
                ? new SettingOrigin("command line", 0, name)
                : new SettingOrigin(ConfigurationFile.NAME, 0, name);
    }

    static SettingOrigin inEnvironment(String variable) {
        return new SettingOrigin(ENVIRONMENT + variable, 0, variable);
    }

    boolean isEnvironment() {
        return source.startsWith(ENVIRONMENT);
    }

    SettingsProblem problem(String key, String message) {
        return new SettingsProblem(source, line, key, message);
    }

    SettingsProblem problem(String key, BadValueException bad) {
        return new SettingsProblem(source, line, key, String.valueOf(bad.getMessage()), bad.isPermission());
    }

    private static boolean isCommandLine(PropertySourceOrigin origin) {
        return origin.getPropertySource().getName().equals(ConfigurationSources.COMMAND_LINE);
    }
}
