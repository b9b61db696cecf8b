package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code metrics.textfile}: what node_exporter reads, with alert rules and a dashboard over it. */
class TextfileTest {
    private static final Path ALERTS = Path.of("monitoring/alerts.yml");
    private static final Path DASHBOARD = Path.of("monitoring/grafana-dashboard.json");

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Path file;

    @BeforeEach
    void makeFolder() throws IOException {
        file = Files.createDirectory(folder.resolve("textfiles")).resolve("service-ping.prom");
    }

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .sendingTo(endpoint)
                .set("metrics.textfile", file.toString());
    }

    private Map<String, Double> metrics() throws IOException {
        Map<String, Double> metrics = new TreeMap<>();
        Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> metrics.put(
                        line.substring("service_ping_".length(), line.lastIndexOf(' ')),
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return metrics;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsWhatARunDidAndWhatWaits(TestDatabase kind) throws Exception {
        Installation installation = installation(kind);
        double now = installation.now().toEpochMilli() / 1000.0;
        assertThat(installation.run("run").exitCode()).isZero();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(metrics())
                .containsEntry("enabled", 1.0)
                .containsEntry("state_readable", 1.0)
                .containsEntry("last_run_exit_code", 0.0)
                .containsEntry("last_run_timestamp_seconds", Math.floor(now))
                .containsEntry("last_success_timestamp_seconds", Math.floor(now))
                .containsEntry("last_run_metrics{outcome=\"value\"}", 6.0)
                .containsEntry("last_run_metrics{outcome=\"no_value\"}", 0.0)
                .containsEntry("last_run_attempts", 1.0)
                .containsEntry("last_run_pings_sent", 1.0)
                .containsEntry("outbox_pings{state=\"waiting\"}", 0.0)
                .containsEntry("breaker_open", 0.0)
                .containsEntry(
                        "next_due_timestamp_seconds",
                        Instant.parse("2026-11-23T00:00:00Z").getEpochSecond() + 0.0)
                .containsKey("last_run_step_duration_seconds{step=\"collect\"}")
                .doesNotContainKey("outbox_oldest_timestamp_seconds");
        assertThat(metrics().get("last_run_rows_read")).isGreaterThanOrEqualTo(10);
        Promtool.check(file);

        installation.advance(Duration.ofDays(7));
        endpoint.answers(503);
        installation.inItsOwnTime(1).run("run");

        assertThat(metrics())
                .containsEntry("last_run_exit_code", 69.0)
                .containsEntry("last_success_timestamp_seconds", Math.floor(now))
                .containsEntry("outbox_pings{state=\"waiting\"}", 1.0)
                .containsEntry("endpoint_failed_runs", 1.0)
                .containsKey("outbox_oldest_timestamp_seconds");
        assertThat(namesIn(ALERTS)).isSubsetOf(names());
        assertThat(namesIn(DASHBOARD)).isSubsetOf(names());
    }

    private Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        metrics().keySet().forEach(name -> names.add(name.replaceFirst("\\{.*", "")));
        return names;
    }

    private static Set<String> namesIn(Path source) throws IOException {
        Matcher matcher = Pattern.compile("service_ping_([a-z_]+)").matcher(Files.readString(source));
        Set<String> names = new TreeSet<>();
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        assertThat(names).isNotEmpty();
        return names;
    }

    @Test
    void tellsOfARunThatCouldNotReadItsConfiguration() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--service-ping.endpoint.url=nonsense");

        assertThat(metrics())
                .containsEntry("last_run_exit_code", 78.0)
                .containsEntry("state_readable", 0.0)
                .doesNotContainKey("outbox_bytes");
    }

    @Test
    void tellsOfARunThatCouldUseNeitherItsLockNorItsHistory() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        Files.createDirectories(installation.home().resolve("state/run.lock"));
        Files.createDirectories(installation.home().resolve("state/runs.jsonl"));

        int exitCode = installation.run("run").exitCode();

        assertThat(exitCode).isGreaterThan(4);
        assertThat(metrics()).containsEntry("last_run_exit_code", (double) exitCode);
    }

    @Test
    void tellsOfARunThatCouldNotLookForTheOptOutFlag() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        Path state = installation.home().resolve("state");
        Files.createSymbolicLink(state, state);

        CommandResult run = installation.run("run");

        assertThat(run.err()).contains("cannot look for the flag " + state + "/opt-out");
        assertThat(run.exitCode()).isGreaterThan(4);
        assertThat(metrics()).containsEntry("enabled", 1.0).containsEntry("last_run_exit_code", (double)
                run.exitCode());
        assertThat(endpoint.received()).isEmpty();
    }

    @Test
    void saysNothingButOffWhileItIsOff() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run");

        installation.run("opt-out");
        assertThat(names()).containsExactly("build_info", "enabled");
        assertThat(metrics()).containsEntry("enabled", 0.0);
        installation.run("run");
        assertThat(names()).containsExactly("build_info", "enabled");

        installation.run("opt-in");
        installation.run("run");
        assertThat(metrics()).containsEntry("enabled", 1.0).containsEntry("last_run_exit_code", 0.0);
    }

    @Test
    void warnsOnceWhenItCannotBeWritten() {
        Installation installation =
                installation(TestDatabase.H2).set("metrics.textfile", folder + "/nowhere/service-ping.prom");

        CommandResult run = installation.run("run");
        CommandResult checked = installation.run("validate");
        CommandResult off = installation.run("opt-out");
        installation.run("opt-in");

        assertThat(off.exitCode()).isZero();
        assertThat(off.errLines())
                .filteredOn(line -> line.contains("metrics.textfile"))
                .hasSize(1);
        assertThat(run.exitCode()).isZero();
        assertThat(run.errLines())
                .filteredOn(line -> line.contains("metrics.textfile"))
                .hasSize(1);
        assertThat(checked.exitCode()).isEqualTo(78);
        String trouble = "service-ping.metrics.textfile: the folder " + folder + "/nowhere does not exist: make it";
        assertThat(checked.err()).contains(trouble);
        assertThat(run.err()).contains(trouble);
        assertThat(installation
                        .set("metrics.textfile", file + ".txt")
                        .run("validate")
                        .err())
                .contains("service-ping.metrics.textfile: must be a path that ends in .prom");
    }
}
