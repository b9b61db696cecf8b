package io.serviceping.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.payload.Product;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReferenceTest {
    private static final Path REFERENCE = Path.of("docs/reference/configuration.md");
    private static final Path EXAMPLE = Path.of("config/application.yml");
    private static final Map<String, String> WORDS = Map.of(
            SettingType.text().allowed(), "line",
            SettingType.file().allowed(), "file",
            SettingType.folder().allowed(), "folder");
    private static final Pattern BOUNDS =
            Pattern.compile("a (?:whole number|(?:duration|size) with its unit,) from (\\S+) to (\\S+)");

    @Test
    void listsEveryKeyWithItsDefault() throws Exception {
        assertThat(Files.readString(REFERENCE))
                .contains(SettingsTable.ALL.stream()
                        .map(ConfigurationReferenceTest::row)
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void explainsItsShortWords() throws Exception {
        String reference = Files.readString(REFERENCE);

        assertThat(WORDS).allSatisfy((allowed, word) -> assertThat(reference).contains("*" + word + "*: " + allowed));
    }

    @Test
    void pinsEveryKeyAndDefault() {
        assertThat(SettingsTable.ALL.stream()
                        .map(setting -> setting.fullName()
                                + (setting.required() ? " required" : "")
                                + (setting.fallback() == null ? "" : " = " + setting.fallback())))
                .containsExactly("""
                        service-ping.mode = on
                        service-ping.enabled = true
                        service-ping.product.name required
                        service-ping.product.version required
                        service-ping.product.edition
                        service-ping.definitions = config/metrics
                        service-ping.event-definitions = config/events
                        service-ping.sql-files = sql/metrics
                        service-ping.databases.*.url required
                        service-ping.databases.*.username
                        service-ping.databases.*.password-file
                        service-ping.databases.*.password
                        service-ping.endpoint.url
                        service-ping.endpoint.token-file
                        service-ping.endpoint.signing-key-file
                        service-ping.endpoint.trust-store
                        service-ping.endpoint.trust-store-password-file
                        service-ping.endpoint.client-certificate
                        service-ping.endpoint.client-key
                        service-ping.endpoint.client-key-password-file
                        service-ping.endpoint.proxy.url
                        service-ping.endpoint.proxy.username
                        service-ping.endpoint.proxy.password-file
                        service-ping.endpoint.proxy.no-proxy
                        service-ping.endpoint.connect-timeout = 10s
                        service-ping.endpoint.timeout = 30s
                        service-ping.endpoint.receipt = required
                        service-ping.state.url = jdbc:h2:file:./state/service-ping
                        service-ping.state.username
                        service-ping.state.password-file
                        service-ping.state.password
                        service-ping.outbox.run-budget = 10m
                        service-ping.outbox.breaker-after = 3
                        service-ping.outbox.max-payload = 5MB
                        service-ping.outbox.max-bytes = 50MB
                        service-ping.outbox.max-age = 400d
                        service-ping.outbox.keep-delivered = 400d
                        service-ping.categories.standard = true
                        service-ping.categories.subscription = true
                        service-ping.categories.operational = true
                        service-ping.categories.optional = true
                        service-ping.exclude =\s
                        service-ping.functions =\s
                        service-ping.collection.statement-timeout = 15s
                        service-ping.collection.lock-timeout = 5s
                        service-ping.collection.target-batch-time = 500ms
                        service-ping.collection.distinct-memory = 64MB
                        service-ping.collection.run-budget = 30m
                        service-ping.collection.append-settle = 24h
                        service-ping.collection.append-recount = 13
                        service-ping.collection.parallelism = 1
                        service-ping.collection.max-load = 1.0
                        service-ping.collection.max-replication-lag
                        service-ping.collection.max-active-sessions
                        service-ping.metrics.textfile
                        service-ping.monitoring.ping-url
                        """.split("\n"));
    }

    @Test
    void showsEveryKeyAndDefaultInTheExample() throws Exception {
        String example = Files.readString(EXAMPLE);

        assertThat(SettingsTable.ALL).allSatisfy(setting -> {
            String key = setting.name().substring(setting.name().lastIndexOf('.') + 1);
            assertThat(example).contains(key + ":");
            if (setting.fallback() != null) {
                assertThat(example)
                        .contains("# ")
                        .containsPattern("# +" + key + ": +"
                                + Pattern.quote(setting.fallback().isEmpty() ? "[]" : setting.fallback()));
            }
        });
    }

    @Test
    void shipsAnExampleThatCanBeLoaded(@TempDir Path folder) throws Exception {
        ServicePingSettings settings =
                new ConfiguredHome(folder).with(Files.readString(EXAMPLE)).load();

        assertThat(settings.product()).isEqualTo(new Product("Tracker", "1.0", "community"));
        assertThat(settings.databases().get("main"))
                .isEqualTo(new DatabaseSettings(
                        "jdbc:h2:file:" + folder.toAbsolutePath().resolve("state/application")
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                        "sa",
                        null));
        assertThat(settings.endpoint().orElseThrow().url()).hasToString("http://127.0.0.1:8787/pings");
    }

    @Test
    void shipsAnExampleWhoseCommentsCanBeUncommented(@TempDir Path folder) throws Exception {
        String everything = Files.readString(EXAMPLE)
                .lines()
                .map(line -> line.replaceFirst("^ ( *)# ( *[a-z-]+:)", " $1$2"))
                .collect(Collectors.joining("\n"));

        assertThat(new ConfiguredHome(folder).with(everything).load())
                .isEqualTo(new ConfiguredHome(folder)
                        .with(Files.readString(EXAMPLE))
                        .load());
    }

    private static String row(Setting<?> setting) {
        String fallback = setting.fallback() == null || setting.fallback().isEmpty()
                ? setting.required() ? "required, " : ""
                : "`" + setting.fallback() + "`, ";
        return "- `" + setting.name() + "` (" + fallback + value(setting.kind().allowed()) + "): " + setting.meaning();
    }

    private static String value(String allowed) {
        return WORDS.getOrDefault(allowed, BOUNDS.matcher(allowed).replaceFirst("$1–$2"));
    }
}
