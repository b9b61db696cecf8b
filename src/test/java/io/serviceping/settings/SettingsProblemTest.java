package io.serviceping.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsProblemTest {
    @TempDir
    Path folder;

    private ConfiguredHome home;

    @BeforeEach
    void makeHome() {
        home = new ConfiguredHome(folder);
    }

    @Test
    void reportsEverythingThatIsWrongAtOnce() {
        home.with("""
                sevice-ping:
                  enabled: true
                spring: { profiles: { active: prod } }
                logging: { level: { io.serviceping: debug } }
                service-ping:
                  enabled: maybe
                  product:
                    name: ""
                    version: [1, 2]
                  definitions: config/nothing
                  databases:
                    main:
                      url: jdbc:mysql://root:hunter2@db/app
                      pasword: hunter2
                    replica:
                      url: jdbc:postgresql://db/app?user=me&password=hunter2
                      password: hunter2
                      password-file: config/application.yml
                    Archive: { url: "jdbc:h2:./archive" }
                    bare:
                  endpoint:
                    url: http://user:hunter2@ping.example/
                    token-file: secrets/token
                    receipt: optional
                    retries: 3
                  state: jdbc:h2:file:./x
                  categories:
                    optionnal: false
                    standard: sometimes
                  exclude: ["counts.*", "Counts.X"]
                  collection:
                    statement-timeout: 15
                    lock-timeout: { value: 1s }
                    run-budget: ${BUDGET}
                    parallelism: many
                    max-load: 1.5
                    statement-timeot: 1s
                """);
        Map<String, String> environment = Map.of(
                "SERVICE_PING_COLLECTION_LOCK_TIMEOUT", "0s",
                "SERVICE_PING_ENDPOIN_URL", "https://ping.example",
                "SERVICE_PING_ENDPOINT_TOKEN", "a token",
                "SERVICE_PING_STATE_PASSWORD_FILE", "nowhere",
                "OTHER_VARIABLE", "fine");

        assertThat(home.problems(environment, "run", "--service-ping.colection.parallelism=2", "--verbose"))
                .containsExactly("""
                command line: service-ping.colection.parallelism: unknown key; did you mean `collection`?
                config/application.yml: service-ping.databases.bare.url: is required
                config/application.yml: service-ping.product.version: is required
                config/application.yml:2: sevice-ping.enabled: unknown key; the file takes service-ping, logging and spring
                config/application.yml:3: spring.profiles.active: is not read here: there are no profiles and no imports
                config/application.yml:6: service-ping.enabled: must be true or false but was 'maybe'
                config/application.yml:8: service-ping.product.name: must be one line of text of at most 255 characters but was ''
                config/application.yml:9: service-ping.product.version: takes a single value; one that starts with [ or { needs quotes
                config/application.yml:10: service-ping.definitions: must be an existing folder (relative to the home folder) but was 'config/nothing'
                config/application.yml:13: service-ping.databases.main.url: must be a URL that starts with jdbc:postgresql: or jdbc:h2: but was 'jdbc:mysql:…'
                config/application.yml:14: service-ping.databases.main.pasword: unknown key; did you mean `password`?
                config/application.yml:16: service-ping.databases.replica.url: must not carry a password: use password-file
                config/application.yml:17: service-ping.databases.replica.password: is set as well as service-ping.databases.replica.password-file: keep one
                config/application.yml:19: service-ping.databases.Archive.url: a database must have a name like main or read-replica (a-z, 0-9, -)
                config/application.yml:22: service-ping.endpoint.url: must not carry a user or password: use token-file
                config/application.yml:23: service-ping.endpoint.token-file: must be an existing readable file (relative to the home folder) but was '(hidden: it may be the secret itself)'
                config/application.yml:24: service-ping.endpoint.receipt: must be `required` but was 'optional'
                config/application.yml:25: service-ping.endpoint.retries: unknown key; known are url, token-file, signing-key-file, trust-store, trust-store-password-file, client-certificate, client-key, client-key-password-file, proxy, connect-timeout, timeout, receipt
                config/application.yml:26: service-ping.state: takes no value of its own, only these keys: url, username, password-file, password
                config/application.yml:28: service-ping.categories.optionnal: unknown key; did you mean `optional`?
                config/application.yml:29: service-ping.categories.standard: must be true or false but was 'sometimes'
                config/application.yml:30: service-ping.exclude: must be key paths such as `counts.issues` or `counts.*` (a-z, 0-9, _, . and *) but was 'Counts.X'
                config/application.yml:32: service-ping.collection.statement-timeout: must be a duration with its unit, from 100ms to 1h but was '15'
                config/application.yml:33: service-ping.collection.lock-timeout: takes a single value; one that starts with [ or { needs quotes
                config/application.yml:34: service-ping.collection.run-budget: has a placeholder without a value in '${BUDGET}'
                config/application.yml:35: service-ping.collection.parallelism: must be a whole number from 1 to 64 but was 'many'
                config/application.yml:36: service-ping.collection.max-load: must be a number above 0 and at most 1 but was '1.5'
                config/application.yml:37: service-ping.collection.statement-timeot: unknown key; did you mean `statement-timeout`?
                environment variable SERVICE_PING_COLLECTION_LOCK_TIMEOUT: service-ping.collection.lock-timeout: must be a duration with its unit, from 100ms to 1h but was '0s'
                environment variable SERVICE_PING_ENDPOINT_TOKEN: matches no key; did you mean `SERVICE_PING_ENDPOINT_TOKEN_FILE`?
                environment variable SERVICE_PING_ENDPOIN_URL: matches no key; did you mean `SERVICE_PING_ENDPOINT_URL`?
                environment variable SERVICE_PING_STATE_PASSWORD_FILE: service-ping.state.password-file: must be an existing readable file (relative to the home folder) but was '(hidden: it may be the secret itself)'
                """.split("\n"));
    }

    @Test
    void refusesBrakesWhereNoDatabaseHasThem() {
        home.withRequiredAnd("collection: { max-active-sessions: 10, max-replication-lag: 100MB }");

        assertThat(home.problems(Map.of(
                        "SERVICE_PING_DATABASES_MAIN_URL", "jdbc:h2:./main",
                        "SERVICE_PING_DATABASES_OTHER_URL", "jdbc:h2:./other")))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem)
                        .containsPattern(
                                "application.yml:\\d+: service-ping.collection.max-(active-sessions|replication-lag)"
                                        + ": is of no use: none of the databases is one of PostgreSQL"));
        assertThat(home.problems(Map.of(
                        "SERVICE_PING_DATABASES_MAIN_URL", "jdbc:postgresql://db/main",
                        "SERVICE_PING_DATABASES_OTHER_URL", "jdbc:h2:./other")))
                .as("they hold in those that are")
                .isEmpty();
    }

    @Test
    void saysWhereTheFileIsExpectedWhenThereIsNone() {
        assertThat(home.problems())
                .containsExactly(
                        "config/application.yml: service-ping.databases.main.url: is required, and there is no file HOME/config/application.yml",
                        "config/application.yml: service-ping.product.name: is required, and there is no file HOME/config/application.yml",
                        "config/application.yml: service-ping.product.version: is required, and there is no file HOME/config/application.yml");
    }

    @Test
    void saysWhichDefaultFolderIsMissing() throws Exception {
        home.withRequiredAnd("");
        Files.delete(home.resolve("config/metrics/.keep"));
        Files.delete(home.resolve("config/metrics"));

        assertThat(home.problems())
                .containsExactly("config/application.yml: service-ping.definitions: must be an existing folder"
                        + " (relative to the home folder) but was 'config/metrics'");
    }

    @Test
    void locatesASyntaxErrorAndStillReportsTheOtherSources() {
        home.with("service-ping:\n  product:\n   name: a\n  - b\n");

        assertThat(home.problems(Map.of("SERVICE_PING_COLLECTION_PARALLELISM", "0")))
                .containsExactly(
                        "config/application.yml:4: is not valid YAML: expected <block end>, but found '-'",
                        "environment variable SERVICE_PING_COLLECTION_PARALLELISM: service-ping.collection.parallelism:"
                                + " must be a whole number from 1 to 64 but was '0'");
    }

    @Test
    void locatesAKeyThatIsThereTwice() {
        home.withRequiredAnd("enabled: true\nenabled: false\n");

        assertThat(home.problems())
                .containsExactly("config/application.yml:5: is not valid YAML: found duplicate key enabled");
    }

    @Test
    void refusesASecondDocument() {
        home.with(ConfiguredHome.REQUIRED + "---\nservice-ping: { enabled: false }\n");

        assertThat(home.problems())
                .containsExactly("config/application.yml: holds 2 YAML documents: keep everything in one");
    }

    @Test
    void saysThatTheFileCannotBeRead() throws Exception {
        Files.createDirectories(home.resolve("config/application.yml"));

        assertThat(home.problems()).containsExactly("config/application.yml: is not a regular file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*hunter2",
                "!hunter2",
                "&a hunter2: b",
                "%hunter2",
                "@hunter2",
                "`hunter2",
                "\"hunter2",
                "{hunter2",
                "{hunter2}",
                "[hunter2]",
                "{a: hunter2}",
                "[[hunter2]]"
            })
    void quotesNoPasswordThatYamlStumblesOver(String password) {
        home.withRequiredAnd("state:\n  password: " + password + "\n");

        assertThat(home.problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).startsWith("config/application.yml:"))
                .noneMatch(problem -> problem.contains("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "state.url, jdbc:postgresql://u:hunter2@db/x",
        "state.url, jdbc:h2:./x;PASSWORD=hunter2",
        "state.url, jdbc:postgresql://db/x?sslpassword=hunter2",
        "state.url, postgres://u:hunter2@db/x",
        "endpoint.url, https://u:hunter2@ping.example/",
        "endpoint.url, 'http://u:hunter2@ping.example/ x'",
        "endpoint.url, ftp://ping.example/?token=hunter2",
        "state.password, 'hunter2${NOT_SET}'"
    })
    void quotesNoSecretOfAValueThatIsWrong(String key, String value) {
        home.withRequiredAnd("");

        assertThat(home.problems("--service-ping." + key + "=" + value))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("command line: service-ping." + key + ": ")
                        .doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ping.example/v1?x=y",
                "http://localhost:8787/pings",
                "http://127.0.0.1/",
                "http://127.1.2.3/",
                "http://[::1]:1/"
            })
    void acceptsHttpsAndPlainHttpToLoopback(String url) {
        home.withRequiredAnd("");

        assertThat(home.problems("--service-ping.endpoint.url=" + url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ping.example/",
                "http://localhost.evil.example/",
                "http://127.0.0.1.evil.example/",
                "ping.example",
                "https:///x",
                "https://ping.example:70000/",
                "https://ping.example/#x",
                "mailto:a",
                "not a url"
            })
    void refusesAnyOtherEndpoint(String url) {
        home.withRequiredAnd("");

        assertThat(home.problems("--service-ping.endpoint.url=" + url))
                .singleElement()
                .asString()
                .contains("must be an https URL, or an http URL to localhost, 127.0.0.0/8 or [::1] but was");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://usage_collector:8443, must not have an underscore (_) in its host
            http://usage_collector, must not have an underscore (_) in its host
            https://a_b.example/x?y_z, must not have an underscore (_) in its host
            https://münchen.example, must write its host in ASCII
            ' https://ping.example', must not begin or end with a blank
            'https://ping.example ', must not begin or end with a blank
            https://ping.example/a b, must not have a blank in it
            https://ping.example/{x}, 'must be a URL, but it has an illegal character'
            """)
    void tellsWhyAUrlCannotBeUsedAsWritten(String url, String reason) {
        home.withRequiredAnd("");

        assertThat(home.problems("--service-ping.endpoint.url=" + url))
                .singleElement()
                .asString()
                .startsWith("command line: service-ping.endpoint.url: " + reason);
        assertThat(home.problems(
                        "--service-ping.endpoint.url=https://ping.example",
                        "--service-ping.endpoint.proxy.url=" + url.replace("https:", "http:")))
                .singleElement()
                .asString()
                .startsWith("command line: service-ping.endpoint.proxy.url: " + reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SERVICE_PING_SIGNING_KEY_FILE",
                "SERVICE_PING_ENDPOINT",
                "SERVICE_PING_DATABASES_MAIN",
                "SERVICE_PING_COLLECTION_MAXLOAD",
                "SERVICEPING_COLLECTION_MAX_LOAD",
                "SERVICE_PING_COLLECTION_TARGET_BATCH_SECONDS"
            })
    void refusesAnEnvironmentVariableThatNothingReads(String variable) {
        home.withRequiredAnd("");

        assertThat(home.problems(Map.of(variable, "1")))
                .singleElement()
                .asString()
                .startsWith("environment variable " + variable + ": matches no key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a b\": 1",
                "\"\": 1",
                "12: 1",
                "\"[x]\": 1",
                "\"a..b\": 1",
                "\"x[\": 1",
                "ä: 1",
                "databases.x y.url: 1",
                "[a, b]: 1",
                "- 1",
                "text",
                "{enabled: [true]}"
            })
    void reportsWhatIsNoKeyAtAll(String yaml) {
        home.with("service-ping:\n" + yaml.indent(2));

        assertThat(home.problems()).anyMatch(problem -> problem.startsWith("config/application.yml:2: "));
        assertThat(home.problems("--service-ping.=1", "--service-ping.[x=1", "--service-ping..=1"))
                .anyMatch(problem -> problem.startsWith("command line: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "- a", "12", "service-ping: 1", "\"\": 1", "[]", "service-ping: []"})
    void reportsAFileThatIsNoMapping(String yaml) {
        home.with(yaml);

        assertThat(home.problems()).isNotEmpty();
    }

    static Stream<String> keys() {
        return SettingsTable.ALL.stream().map(setting -> setting.fullName().replace("*", "main"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void namesNoClassForASenselessValue(String key) {
        home.with("");

        // What is no text, number, size, time, URL or word; a path may have any letters.
        for (String senseless : List.of("\u0001", "-1x", "")) {
            assertThat(home.problems("--" + key + "=" + senseless))
                    .allSatisfy(problem ->
                            assertThat(problem).doesNotContainPattern("java\\.|Exception|io\\.serviceping|org\\."));
        }
    }

    @Test
    void knowsTheEnvironmentFormOfEveryKey() {
        assertThat(SettingsTable.ALL)
                .allSatisfy(setting -> assertThat(EnvironmentNames.isKnown(
                                EnvironmentNames.readable(setting).replace("*", "MAIN")))
                        .isTrue());
    }
}
