package io.serviceping.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.definition.DataCategory;
import io.serviceping.definition.KeyPath;
import io.serviceping.payload.Product;
import io.serviceping.submit.http.Endpoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class SettingsLoaderTest {
    @TempDir
    Path folder;

    private ConfiguredHome home;

    @BeforeEach
    void makeHome() {
        home = new ConfiguredHome(folder);
    }

    @Test
    void takesTheDefaultOfEveryKeyThatIsNotSet() {
        ServicePingSettings settings = home.withRequiredAnd("").load();

        assertThat(settings)
                .isEqualTo(new ServicePingSettings(
                        Mode.ON,
                        new Product("Tracker", "1.0", null),
                        home.resolve("config/metrics"),
                        home.resolve("config/events"),
                        home.resolve("sql/metrics"),
                        new TreeMap<>(Map.of("main", h2("state/application"))),
                        Optional.empty(),
                        h2("state/service-ping"),
                        new OutboxSettings(
                                Duration.ofMinutes(10),
                                3,
                                DataSize.ofMegabytes(5),
                                DataSize.ofMegabytes(50),
                                Duration.ofDays(400),
                                Duration.ofDays(400)),
                        Set.of(),
                        List.of(),
                        List.of(),
                        new CollectionSettings(
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(500),
                                DataSize.ofMegabytes(64),
                                Duration.ofMinutes(30),
                                Duration.ofHours(24),
                                13,
                                1,
                                1.0,
                                new CollectionSettings.Throttles(Optional.empty(), Optional.empty()))));
    }

    @Test
    void parsesTheFileOnceUntilItChanges() {
        ConfigurationFile first = ConfigurationFile.in(home.withRequiredAnd("").resolve(""));

        assertThat(ConfigurationFile.in(home.resolve(""))).isSameAs(first);
        home.withRequiredAnd("enabled: false");
        assertThat(ConfigurationFile.in(home.resolve("")).lines()).contains("  enabled: false");
    }

    @Test
    void readsEveryKeyFromTheFile() {
        home.write("secrets/main", "abc\n").write("secrets/token", "t").write("secrets/state", "s");
        ServicePingSettings settings = home.with("""
                        service-ping:
                          enabled: no
                          product: { name: Tracker, version: "17.4", edition: enterprise }
                          definitions: config
                          event-definitions: /elsewhere/events
                          sql-files: /elsewhere/sql
                          databases:
                            main: { url: "jdbc:postgresql://db/app", username: ping, password-file: secrets/main }
                            read-replica: { url: "jdbc:h2:./x;MODE=PostgreSQL", password: inline }
                          endpoint:
                            url: https://ping.example/v1
                            token-file: secrets/token
                            connect-timeout: 1s
                            timeout: PT2S
                            receipt: required
                          state: { url: "jdbc:postgresql://db/state", username: state, password-file: secrets/state }
                          outbox:
                            run-budget: 1m
                            breaker-after: 5
                            max-payload: 1MB
                            max-bytes: 2MB
                            max-age: 30d
                            keep-delivered: 60d
                          categories: { standard: yes, operational: false, optional: off }
                          exclude: [counts.issues, "usage.*"]
                          functions: [public.slug, pg_catalog.pg_database_size]
                          collection:
                            statement-timeout: 500ms
                            lock-timeout: 100ms
                            target-batch-time: 50ms
                            distinct-memory: 1GB
                            run-budget: 2h
                            parallelism: 64
                            max-load: 0.25
                            max-replication-lag: 100MB
                            max-active-sessions: 0
                        """).load();

        assertThat(settings)
                .isEqualTo(new ServicePingSettings(
                        Mode.OFF,
                        new Product("Tracker", "17.4", "enterprise"),
                        home.resolve("config"),
                        Path.of("/elsewhere/events"),
                        Path.of("/elsewhere/sql"),
                        new TreeMap<>(Map.of(
                                "main",
                                new DatabaseSettings(
                                        "jdbc:postgresql://db/app",
                                        "ping",
                                        new Secret.InFile(home.resolve("secrets/main"))),
                                "read-replica",
                                new DatabaseSettings(
                                        "jdbc:h2:file:" + home.resolve("x") + ";MODE=PostgreSQL",
                                        null,
                                        new Secret.Inline("inline")))),
                        Optional.of(new Endpoint(
                                URI.create("https://ping.example/v1"),
                                Optional.of(home.resolve("secrets/token")),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2))),
                        new DatabaseSettings(
                                "jdbc:postgresql://db/state",
                                "state",
                                new Secret.InFile(home.resolve("secrets/state"))),
                        new OutboxSettings(
                                Duration.ofMinutes(1),
                                5,
                                DataSize.ofMegabytes(1),
                                DataSize.ofMegabytes(2),
                                Duration.ofDays(30),
                                Duration.ofDays(60)),
                        Set.of(DataCategory.OPERATIONAL, DataCategory.OPTIONAL),
                        List.of("counts.issues", "usage.*"),
                        List.of("public.slug", "pg_catalog.pg_database_size"),
                        new CollectionSettings(
                                Duration.ofMillis(500),
                                Duration.ofMillis(100),
                                Duration.ofMillis(50),
                                DataSize.ofGigabytes(1),
                                Duration.ofHours(2),
                                Duration.ofHours(24),
                                13,
                                64,
                                0.25,
                                new CollectionSettings.Throttles(
                                        Optional.of(DataSize.ofMegabytes(100)), Optional.of(0)))));
    }

    @Test
    void takesTheEnvironmentOverTheFileAndTheCommandLineOverBoth() {
        home.withRequiredAnd("collection: { parallelism: 2, max-load: 0.2, run-budget: 2m }");

        CollectionSettings collection = home.load(
                        Map.of(
                                "SERVICE_PING_COLLECTION_PARALLELISM", "3",
                                "SERVICEPING_COLLECTION_MAXLOAD", "0.3",
                                "service_ping_collection_lock_timeout", "3s"),
                        "run",
                        "--service-ping.collection.parallelism=4",
                        "--home=x")
                .collection();

        assertThat(collection.parallelism()).isEqualTo(4);
        assertThat(collection.maxLoad()).isEqualTo(0.3);
        assertThat(collection.lockTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(collection.runBudget()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void needsNoFileWhenTheEnvironmentSaysEverything() {
        ServicePingSettings settings = home.load(Map.of(
                "SERVICE_PING_PRODUCT_NAME", "Tracker",
                "SERVICE_PING_PRODUCT_VERSION", "1.10",
                "SERVICE_PING_DATABASES_MAIN_URL", "jdbc:postgresql://db/app",
                "SERVICE_PING_DATABASES_READ_REPLICA_URL", "jdbc:postgresql://replica/app",
                "SERVICE_PING_DATABASES_READ_REPLICA_PASSWORD", "secret",
                "SERVICE_PING_EXCLUDE", "counts.*, usage.x",
                "SERVICE_PING_FUNCTIONS_0", "public.slug",
                "SERVICE_PING_CATEGORIES_OPTIONAL", "false",
                "SERVICE_PING_HOME", "/anywhere"));

        assertThat(settings.product()).isEqualTo(new Product("Tracker", "1.10", null));
        assertThat(settings.databases()).containsOnlyKeys("main", "read-replica");
        assertThat(settings.databases())
                .containsEntry(
                        "read-replica",
                        new DatabaseSettings("jdbc:postgresql://replica/app", null, new Secret.Inline("secret")));
        assertThat(settings.exclude()).containsExactly("counts.*", "usage.x");
        assertThat(settings.functions()).containsExactly("public.slug");
        assertThat(settings.switchedOff()).containsExactly(DataCategory.OPTIONAL);
    }

    @Test
    void takesAWholeListFromTheSourceOfHighestPrecedence() {
        home.withRequiredAnd("exclude: [counts.a, counts.b]");

        assertThat(home.load(Map.of("SERVICE_PING_EXCLUDE_0", "counts.c")).exclude())
                .containsExactly("counts.c");
        assertThat(home.load("--service-ping.exclude=counts.d", "--service-ping.exclude=counts.e")
                        .exclude())
                .containsExactly("counts.d", "counts.e");
        assertThat(home.load("--service-ping.exclude=").exclude()).isEmpty();
    }

    @Test
    void acceptsSectionsInWhichEverythingIsCommentedOut() {
        ServicePingSettings settings = home.withRequiredAnd("""
                        collection:
                          # parallelism: 1
                        categories: {}
                        exclude: []
                        """).load();

        assertThat(settings.collection().parallelism()).isEqualTo(1);
        assertThat(settings.exclude()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.10, 1.10", "010, 010", "1_000, 1_000", "1.0, 1.0", "12, 12", "yes, yes", "'\"1.10\"', 1.10"})
    void keepsAVersionAsItIsWritten(String written, String version) {
        home.with(ConfiguredHome.REQUIRED.replace("version: 1.0", "version: " + written));

        assertThat(home.load().product().version()).isEqualTo(version);
    }

    @Test
    void replacesPlaceholders() {
        home.withRequiredAnd("""
                endpoint: { url: "https://${PING_HOST}/${service-ping.product.name}" }
                collection: { parallelism: "${PARALLELISM:7}" }
                """);

        ServicePingSettings settings = home.load(Map.of("PING_HOST", "ping.example"));

        assertThat(settings.endpoint().orElseThrow().url()).isEqualTo(URI.create("https://ping.example/Tracker"));
        assertThat(settings.collection().parallelism()).isEqualTo(7);
    }

    @Test
    void readsKeysInAnySpellingSpringBootReads() {
        home.withRequiredAnd("collection: { statementTimeout: 3s, LOCK_TIMEOUT: 2s }");

        assertThat(home.load().collection().statementTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(home.load().collection().lockTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:./x, jdbc:h2:file:HOME/x",
        "jdbc:h2:file:./x;A=b, jdbc:h2:file:HOME/x;A=b",
        "jdbc:h2:file:../x, jdbc:h2:file:PARENT/x",
        "jdbc:h2:file:/var/x, jdbc:h2:file:/var/x",
        "jdbc:h2:~/x, jdbc:h2:~/x",
        "jdbc:h2:mem:x, jdbc:h2:mem:x",
        "jdbc:h2:tcp://localhost/x, jdbc:h2:tcp://localhost/x",
        "jdbc:postgresql:app, jdbc:postgresql:app"
    })
    void takesARelativeH2FileFromTheHomeFolder(String written, String url) {
        home.withRequiredAnd("").load();
        String expected = url.replace("HOME", home.resolve("").toString())
                .replace("PARENT", home.resolve("..").normalize().toString());

        assertThat(home.load("--service-ping.state.url=" + written).state().url())
                .isEqualTo(expected);
    }

    @Test
    void readsAPasswordFileEachTimeItIsAsked() throws Exception {
        home.write("secret", "first\r\n").withRequiredAnd("state: { password-file: secret }");
        DatabaseSettings state = home.load().state();

        assertThat(state.address().password()).isEqualTo("first");
        home.write("secret", " second \n\n");
        assertThat(state.address().password()).isEqualTo(" second \n");
        Files.delete(home.resolve("secret"));
        assertThatThrownBy(state::address)
                .isInstanceOf(UnreadableSecretException.class)
                .hasMessage("the password file " + home.resolve("secret") + " does not exist");
    }

    @Test
    void takesBackATokenFileWithAnEmptyValue() {
        home.withRequiredAnd("endpoint: { url: https://ping.example, token-file: none-there }");

        assertThat(home.load(Map.of("SERVICE_PING_ENDPOINT_TOKEN_FILE", ""))
                        .endpoint()
                        .orElseThrow()
                        .keyFiles()
                        .token())
                .isEmpty();
    }

    @Test
    void excludesKeyPathsByGlob() {
        ServicePingSettings settings =
                home.withRequiredAnd("exclude: [counts.issues, \"usage.*\"]").load();

        assertThat(settings.excludes(new KeyPath("counts.issues"))).isTrue();
        assertThat(settings.excludes(new KeyPath("counts.issues_weekly"))).isFalse();
        assertThat(settings.excludes(new KeyPath("usage.a.b"))).isTrue();
        assertThat(settings.excludes(new KeyPath("usages.a"))).isFalse();
    }

    @Test
    void showsNoSecretInItsText() {
        home.withRequiredAnd("""
                state: { username: u, password: top-secret, url: "jdbc:postgresql://db/state?user=other-secret" }
                """);

        assertThat(home.load().toString())
                .contains("DatabaseSettings[url=jdbc:postgresql://db/state, username=u, password=(hidden)]")
                .doesNotContain("secret");
    }

    private DatabaseSettings h2(String file) {
        return new DatabaseSettings("jdbc:h2:file:" + home.resolve(file), null, null);
    }
}
