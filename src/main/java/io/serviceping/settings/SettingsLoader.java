package io.serviceping.settings;

import io.serviceping.definition.DataCategory;
import io.serviceping.files.PrivateFiles;
import io.serviceping.payload.Product;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the configuration by Spring Boot's rules: command line over environment over {@code config/application.yml}.
 */
public final class SettingsLoader {
    private final ConfigurationSources sources;
    private final SettingValues values;
    private final List<String> databases;
    private final EndpointValues endpoint;

    private SettingsLoader(Path home, ConfigurationSources sources) {
        this.sources = sources;
        this.values = new SettingValues(home, sources);
        this.databases = databases(sources);
        this.endpoint = new EndpointValues(values, sources.environment());
    }

    /**
     * All settings.
     *
     * @param home the folder with {@code config/}; relative paths in the configuration are relative to it
     * @param arguments only those that start with {@code --service-ping.} are read
     * @param environment the process's environment variables
     * @throws InvalidSettingsException with every problem: unknown keys, bad values, missing files and keys
     */
    public static ServicePingSettings load(Path home, List<String> arguments, Map<String, String> environment)
            throws InvalidSettingsException {
        Path absolute = home.toAbsolutePath().normalize();
        return new SettingsLoader(absolute, new ConfigurationSources(absolute, arguments, environment)).load();
    }

    /** The secrets in a configuration file that every user of this machine can read. */
    public static List<SettingsProblem> exposedSecrets(
            Path home, List<String> arguments, Map<String, String> environment) {
        ConfigurationSources sources =
                new ConfigurationSources(home.toAbsolutePath().normalize(), arguments, environment);
        return PrivateFiles.isReadableByAll(sources.file().path())
                ? sources.keys().stream()
                        .filter(found -> found.origin().source().equals(ConfigurationFile.NAME))
                        .filter(found -> found.origin().name().matches("service-?ping\\..*\\.password")
                                && !found.text().contains("${"))
                        .map(found -> found.origin()
                                .problem(
                                        found.origin().name(),
                                        "is a secret that everybody on this machine can read: use password-file, or run chmod o-rwx "
                                                + ConfigurationFile.NAME))
                        .toList()
                : List.of();
    }

    /** What the admin left out, as categories and key paths, by the place that says so. */
    public static Map<String, List<String>> leftOut(
            Path home, ServicePingSettings settings, List<String> arguments, Map<String, String> environment) {
        ConfigurationSources sources =
                new ConfigurationSources(home.toAbsolutePath().normalize(), arguments, environment);
        Map<String, List<String>> places = new LinkedHashMap<>();
        Arrays.stream(DataCategory.values())
                .filter(settings.switchedOff()::contains)
                .forEach(category -> sources.find(
                                SettingsTable.category(category).fullName())
                        .ifPresent(found -> note(places, found, "category " + category.text())));
        sources.list(SettingsTable.EXCLUDE.fullName()).stream()
                .filter(found -> !found.text().isEmpty())
                .forEach(found -> note(places, found, sources.resolve(found)));
        return places;
    }

    /** What is told to monitoring, whatever else is wrong. An invalid value counts as not set. */
    public static MonitoringSettings monitoring(Path home, List<String> arguments, Map<String, String> environment) {
        Path absolute = home.toAbsolutePath().normalize();
        SettingsLoader loader =
                new SettingsLoader(absolute, new ConfigurationSources(absolute, arguments, environment));
        SettingValues values = loader.values;
        Stream.of(
                        SettingsTable.METRICS_TEXTFILE,
                        SettingsTable.MONITORING_PING_URL,
                        SettingsTable.STATE_URL,
                        SettingsTable.ENDPOINT_PROXY_URL,
                        SettingsTable.ENDPOINT_PROXY_USERNAME,
                        SettingsTable.ENDPOINT_PROXY_PASSWORD_FILE,
                        SettingsTable.ENDPOINT_PROXY_NO_PROXY)
                .forEach(values::read);
        return new MonitoringSettings(
                values.find(SettingsTable.METRICS_TEXTFILE),
                loader.endpoint.deadMan(),
                values.find(SettingsTable.STATE_URL)
                        .filter(url -> !JdbcUrl.isH2(url))
                        .isPresent());
    }

    private static void note(Map<String, List<String>> places, ConfigurationSources.Found found, String what) {
        places.computeIfAbsent(found.origin().source(), source -> new ArrayList<>())
                .add(what);
    }

    private ServicePingSettings load() throws InvalidSettingsException {
        List<SettingsProblem> problems = new ArrayList<>();
        sources.file().problem().ifPresent(problems::add);
        sources.stray().forEach(stray -> problems.addAll(stray.problems()));
        problems.addAll(UnknownKeys.in(sources));
        List<String> exclude = values.readList(SettingsTable.EXCLUDE);
        List<String> functions = values.readList(SettingsTable.FUNCTIONS);
        readAll();
        problems.addAll(values.problems());
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return settings(exclude, functions);
    }

    private void readAll() {
        SettingsTable.ALL.stream()
                .filter(setting -> !setting.isOfDatabase() && !SettingsTable.isList(setting))
                .filter(setting -> !setting.name().equals(SettingsTable.STATE_PASSWORD_FILE.name())
                        && !setting.name().equals(SettingsTable.STATE_PASSWORD.name()))
                .forEach(values::read);
        endpoint.check();
        values.readEither(SettingsTable.STATE_PASSWORD_FILE, SettingsTable.STATE_PASSWORD);
        for (String name : databases.isEmpty() ? List.of("main") : databases) {
            values.read(SettingsTable.DATABASE_URL.in(name));
            values.read(SettingsTable.DATABASE_USERNAME.in(name));
            values.readEither(SettingsTable.DATABASE_PASSWORD_FILE.in(name), SettingsTable.DATABASE_PASSWORD.in(name));
        }
        checkThrottles();
    }

    /**
     * Fails if a configured throttle cannot work, so that it is never ignored silently: H2 reports neither sessions nor
     * standbys.
     */
    private void checkThrottles() {
        List<String> urls = databases.stream()
                .flatMap(name -> values.find(SettingsTable.DATABASE_URL.in(name)).stream())
                .toList();
        if (!urls.isEmpty() && urls.stream().allMatch(JdbcUrl::isH2)) {
            Stream.of(SettingsTable.MAX_REPLICATION_LAG, SettingsTable.MAX_ACTIVE_SESSIONS)
                    .filter(throttle -> values.find(throttle).isPresent())
                    .forEach(throttle -> values.report(
                            throttle,
                            "is of no use: none of the databases is one of PostgreSQL, and H2 has no such throttle"));
        }
    }

    private ServicePingSettings settings(List<String> exclude, List<String> functions) {
        return new ServicePingSettings(
                values.get(SettingsTable.ENABLED) ? values.get(SettingsTable.MODE) : Mode.OFF,
                product(),
                values.get(SettingsTable.DEFINITIONS),
                values.get(SettingsTable.EVENT_DEFINITIONS),
                values.get(SettingsTable.SQL_FILES),
                databaseSettings(),
                endpoint.endpoint(),
                state(),
                outbox(),
                Arrays.stream(DataCategory.values())
                        .filter(category -> !values.get(SettingsTable.category(category)))
                        .collect(Collectors.toSet()),
                exclude,
                functions,
                collection());
    }

    private Product product() {
        return new Product(
                values.get(SettingsTable.PRODUCT_NAME),
                values.get(SettingsTable.PRODUCT_VERSION),
                values.find(SettingsTable.PRODUCT_EDITION).orElse(null));
    }

    private SortedMap<String, DatabaseSettings> databaseSettings() {
        SortedMap<String, DatabaseSettings> settings = new TreeMap<>();
        for (String name : databases) {
            settings.put(
                    name,
                    new DatabaseSettings(
                            values.get(SettingsTable.DATABASE_URL.in(name)),
                            values.find(SettingsTable.DATABASE_USERNAME.in(name))
                                    .orElse(null),
                            secret(
                                            SettingsTable.DATABASE_PASSWORD_FILE.in(name),
                                            SettingsTable.DATABASE_PASSWORD.in(name))
                                    .orElse(null)));
        }
        return settings;
    }

    private DatabaseSettings state() {
        return new DatabaseSettings(
                values.get(SettingsTable.STATE_URL),
                values.find(SettingsTable.STATE_USERNAME).orElse(null),
                secret(SettingsTable.STATE_PASSWORD_FILE, SettingsTable.STATE_PASSWORD)
                        .orElse(null));
    }

    private Optional<Secret> secret(Setting<Path> file, Setting<Secret> inline) {
        return values.find(file).<Secret>map(Secret.InFile::new).or(() -> values.find(inline));
    }

    private OutboxSettings outbox() {
        return new OutboxSettings(
                values.get(SettingsTable.OUTBOX_RUN_BUDGET),
                values.get(SettingsTable.OUTBOX_BREAKER_AFTER),
                values.get(SettingsTable.OUTBOX_MAX_PAYLOAD),
                values.get(SettingsTable.OUTBOX_MAX_BYTES),
                values.get(SettingsTable.OUTBOX_MAX_AGE),
                values.get(SettingsTable.OUTBOX_KEEP_DELIVERED));
    }

    private CollectionSettings collection() {
        return new CollectionSettings(
                values.get(SettingsTable.STATEMENT_TIMEOUT),
                values.get(SettingsTable.LOCK_TIMEOUT),
                values.get(SettingsTable.TARGET_BATCH_TIME),
                values.get(SettingsTable.DISTINCT_MEMORY),
                values.get(SettingsTable.RUN_BUDGET),
                values.get(SettingsTable.APPEND_SETTLE),
                values.get(SettingsTable.APPEND_RECOUNT),
                values.get(SettingsTable.PARALLELISM),
                values.get(SettingsTable.MAX_LOAD),
                new CollectionSettings.Throttles(
                        values.find(SettingsTable.MAX_REPLICATION_LAG),
                        values.find(SettingsTable.MAX_ACTIVE_SESSIONS)));
    }

    /** The names of the databases in all sources. Spellings that are the same for Spring Boot count once. */
    static List<String> databases(ConfigurationSources sources) {
        Stream<String> written = sources.keys().stream()
                .flatMap(key -> UnknownKeys.database(key.origin().name()).stream());
        Stream<String> inEnvironment = sources.environment().keySet().stream()
                .flatMap(variable -> EnvironmentNames.database(variable).stream());
        SortedMap<String, String> names = new TreeMap<>();
        Stream.concat(written, inEnvironment).forEach(name -> names.putIfAbsent(name.replace("-", ""), name));
        return List.copyOf(names.values());
    }
}
