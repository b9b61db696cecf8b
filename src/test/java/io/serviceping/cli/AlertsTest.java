package io.serviceping.cli;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which alerts fire over the textfile that runs of broken set-ups have written. */
class AlertsTest {
    private static final Path RULES = Path.of("monitoring/alerts.yml");
    private static final Duration DAY = Duration.ofDays(1);

    /** When the textfile is read, in the time of a test of rules, which begins at 0. */
    private static final Duration READ = Duration.ofHours(3);

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @SuppressWarnings("ImmutableEnumChecker")
    private enum SetUp {
        SOUND((installation, endpoint) -> installation.run("run")),
        OFF((installation, endpoint) -> {
            installation.run("opt-out");
            installation.advance(DAY.multipliedBy(30));
        }),
        CRON_STOPPED(
                (installation, endpoint) -> {
                    installation.run("run");
                    installation.advance(DAY.multipliedBy(10));
                },
                "ServicePingLate"),
        WRONG_PASSWORD(
                (installation, endpoint) -> installation.run(
                        "run",
                        "--service-ping.databases.main.username=nobody",
                        "--service-ping.databases.main.password=wrong"),
                "ServicePingFailed"),
        WRONG_CONFIGURATION(
                (installation, endpoint) -> installation.run("run", "--service-ping.endpoint.url=nonsense"),
                "ServicePingFailed",
                "ServicePingStateUnreadable"),
        ENDPOINT_AWAY(
                (installation, endpoint) -> {
                    endpoint.answers(503);
                    for (int day = 0; day < 4; day++) {
                        installation.inItsOwnTime(day).run("run");
                        installation.advance(DAY);
                    }
                },
                "ServicePingEndpointDown",
                "ServicePingNotDelivered"),
        ENDPOINT_REFUSES(
                (installation, endpoint) -> {
                    endpoint.answers(400);
                    installation.run("run");
                },
                "ServicePingRefused"),
        METRIC_WITHOUT_VALUE(
                (installation, endpoint) -> installation
                        .metric("counts.none", "select count(*) from nowhere")
                        .run("run"),
                "ServicePingIncomplete"),
        NEVER_WRITTEN((installation, endpoint) -> {}, "ServicePingAbsent");

        private final BiConsumer<Installation, EndpointProxy> happens;
        private final List<String> alerts;

        SetUp(BiConsumer<Installation, EndpointProxy> happens, String... alerts) {
            this.happens = happens;
            this.alerts = List.of(alerts);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fireWhereSomethingIsBrokenAlone(SetUp setUp) throws Exception {
        Path textfile = folder.resolve("service-ping.prom");
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .sendingTo(endpoint)
                .set("metrics.textfile", textfile.toString());
        setUp.happens.accept(installation, endpoint);
        List<String> lines = Files.exists(textfile) ? Files.readAllLines(textfile) : List.of();

        Path tests = folder.resolve("tests.yml");
        Files.writeString(tests, """
                rule_files: [%s]
                tests:
                  - interval: 1m
                    input_series: [%s]
                    promql_expr_test:
                      - eval_time: %dh
                        expr: count by (alertname) (ALERTS{alertstate="firing"})
                        exp_samples: [%s]
                """.formatted(
                        RULES.toAbsolutePath(),
                        lines.stream()
                                .filter(line -> !line.startsWith("#"))
                                .map(line -> series(line, installation))
                                .collect(Collectors.joining(",")),
                        READ.toHours(),
                        setUp.alerts.stream()
                                .map("{labels: '{alertname=\"%s\"}', value: 1}"::formatted)
                                .collect(Collectors.joining(","))));
        Promtool.testRules(tests);
    }

    /** The value of this line, all the time. */
    private static String series(String line, Installation installation) {
        String name = line.substring(0, line.lastIndexOf(' '));
        double value = Double.parseDouble(line.substring(name.length()));
        if (name.contains("_timestamp_seconds")) {
            value += READ.toSeconds() - installation.now().getEpochSecond();
        }
        return "{series: '%s', values: '%.3fx200'}".formatted(name, value);
    }

    @Test
    void tellWhereAndWhatToDo() throws IOException, InterruptedException {
        Promtool.checkRules(RULES);
        Promtool.testRules(Path.of("src/test/resources/alerts-test.yml"));
    }
}
