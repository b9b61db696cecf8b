package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code config --effective}: values, where they come from, and no secret. */
class ConfigTest {
    @TempDir
    Path folder;

    private Installation installation;

    @BeforeEach
    void configure() {
        installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("product.version", "1.10")
                .set("databases.main.password", "letmein")
                .set("monitoring.ping-url", "https://hc-ping.example/uuid-uuid")
                .set("collection.parallelism", "2")
                .set("exclude", "counts.issues")
                .environment("SERVICE_PING_COLLECTION_MAX_LOAD", "0.5");
    }

    @Test
    void namesTheFileAndLineTheVariableTheCommandLineOrTheDefault() {
        CommandResult result = installation.run("config", "--effective", "--service-ping.collection.parallelism=4");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains(
                        "service-ping.product.version: 1.10  # config/application.yml:3\n",
                        "service-ping.collection.parallelism: 4  # command line\n",
                        "service-ping.collection.max-load: 0.5  # environment variable SERVICE_PING_COLLECTION_MAX_LOAD\n",
                        "service-ping.enabled: true  # default\n",
                        "service-ping.exclude: counts.issues  # config/application.yml:")
                .doesNotContain("endpoint.url");
    }

    @Test
    void showsNoSecret() {
        String all = installation.run("config").out()
                + installation.run("config", "--json").out();

        assertThat(all).doesNotContain("letmein", "uuid-uuid");
        assertThat(installation.run("config").out())
                .contains(
                        "service-ping.databases.main.password: (set)  # config/application.yml:",
                        "service-ping.monitoring.ping-url: (set)  # config/application.yml:");
    }

    @Test
    void showsAPlainValueThatIsNotValidAsTheErrorDoes() {
        CommandResult result = installation
                .set("collection.parallelism", "many")
                .set("databases.main.url", "mysql://root:hunter2@db/app")
                .run("config");

        assertThat(result.out())
                .contains("service-ping.collection.parallelism: many (not valid)  # config/application.yml:")
                .contains("service-ping.databases.main.url: (set) (not valid)  # config/application.yml:");
        assertThat(result.err()).contains("but was 'many'");
        assertThat(result.out() + result.err()).doesNotContain("hunter2");
    }

    @Test
    void showsNothingOfASecretThatIsNotValidAndSaysWhatIsWrong() {
        CommandResult result = installation
                .set("state.password-file", "hunter2")
                .set("unknown", "letmeout")
                .run("config", "--json");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out()).doesNotContain("hunter2", "letmeout");
        assertThat(result.errLines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("service-ping.unknown: unknown key"))
                .anySatisfy(line -> assertThat(line).contains("service-ping.state.password-file: must be"));
        JsonNode settings = result.json().get("settings");
        assertThat(settings).anySatisfy(setting -> {
            assertThat(setting.get("key").stringValue()).isEqualTo("service-ping.state.password-file");
            assertThat(setting.get("value").isNull()).isTrue();
            assertThat(setting.get("valid").booleanValue()).isFalse();
            assertThat(setting.get("source").stringValue()).isEqualTo("config/application.yml");
            assertThat(setting.get("line").isNumber()).isTrue();
        });
    }
}
