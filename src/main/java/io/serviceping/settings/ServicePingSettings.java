package io.serviceping.settings;

import io.serviceping.definition.DataCategory;
import io.serviceping.definition.KeyPath;
import io.serviceping.payload.Product;
import io.serviceping.submit.http.Endpoint;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything under {@code service-ping}, checked. Source: {@code docs/reference/configuration.md}.
 *
 * @param mode by the values of highest precedence; {@code Consent} decides
 * @param definitions an absolute path to a folder that existed when the settings were read
 * @param eventDefinitions an absolute path; the folder need not exist
 * @param sqlFiles an absolute path; the folder need not exist
 * @param databases by name; never empty
 * @param endpoint empty if no URL is set
 * @param state the state database
 * @param switchedOff the data categories that are neither queried nor sent
 * @param exclude key paths that are neither queried nor sent; {@code *} matches any characters
 * @param functions {@code schema.name} of the functions that metrics may call although they may have an effect
 */
public record ServicePingSettings(
        Mode mode,
        Product product,
        Path definitions,
        Path eventDefinitions,
        Path sqlFiles,
        SortedMap<String, DatabaseSettings> databases,
        Optional<Endpoint> endpoint,
        DatabaseSettings state,
        OutboxSettings outbox,
        Set<DataCategory> switchedOff,
        List<String> exclude,
        List<String> functions,
        CollectionSettings collection) {
    public ServicePingSettings {
        databases = Collections.unmodifiableSortedMap(new TreeMap<>(databases));
        switchedOff = Set.copyOf(switchedOff);
        exclude = List.copyOf(exclude);
        functions = List.copyOf(functions);
        if (databases.isEmpty()) {
            throw new IllegalArgumentException("databases must not be empty");
        }
    }

    /** Whether a pattern of {@code exclude} matches the key path. */
    public static boolean matches(String pattern, KeyPath keyPath) {
        return keyPath.value().matches(pattern.replace(".", "\\.").replace("*", ".*"));
    }

    /** Whether {@code exclude} contains the key path or a glob that matches it. */
    public boolean excludes(KeyPath keyPath) {
        return exclude.stream().anyMatch(pattern -> matches(pattern, keyPath));
    }
}
