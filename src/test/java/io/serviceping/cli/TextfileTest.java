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
    private final EndpointProxy central = EndpointProxy.ofTheClass();

    private Path file;

    @BeforeEach
    void makeFolder() throws IOException {
        file = Files.createDirectory(folder.resolve("textfiles")).resolve("service-ping.prom");
    }

    private Installation site(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .sendingTo(central)
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
        Installation site = site(kind);
        double now = site.now().toEpochMilli() / 1000.0;
        assertThat(site.run("run").exitCode()).isZero();

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

        site.advance(Duration.ofDays(7));
        central.answers(503);
        site.inItsOwnTime(1).run("run");

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
        Installation site = site(TestDatabase.H2);
        site.run("run", "--service-ping.endpoint.url=nonsense");

        assertThat(metrics())
                .containsEntry("last_run_exit_code", 78.0)
                .containsEntry("state_readable", 0.0)
                .doesNotContainKey("outbox_bytes");
    }

    @Test
    void tellsOfARunThatCouldUseNeitherItsLockNorItsHistory() throws Exception {
        Installation site = site(TestDatabase.H2);
        Files.createDirectories(site.home().resolve("state/run.lock"));
        Files.createDirectories(site.home().resolve("state/runs.jsonl"));

        int exitCode = site.run("run").exitCode();

        assertThat(exitCode).isGreaterThan(4);
        assertThat(metrics()).containsEntry("last_run_exit_code", (double) exitCode);
    }

    @Test
    void tellsOfARunThatCouldNotLookForTheOptOutFlag() throws Exception {
        Installation site = site(TestDatabase.H2);
        Path state = site.home().resolve("state");
        Files.createSymbolicLink(state, state);

        CommandResult run = site.run("run");

        assertThat(run.err()).contains("cannot look for the flag " + state + "/opt-out");
        assertThat(run.exitCode()).isGreaterThan(4);
        assertThat(metrics()).containsEntry("enabled", 1.0).containsEntry("last_run_exit_code", (double)
                run.exitCode());
        assertThat(central.received()).isEmpty();
    }

    @Test
    void saysNothingButOffWhileItIsOff() throws Exception {
        Installation site = site(TestDatabase.H2);
        site.run("run");

        site.run("opt-out");
        assertThat(names()).containsExactly("build_info", "enabled");
        assertThat(metrics()).containsEntry("enabled", 0.0);
        site.run("run");
        assertThat(names()).containsExactly("build_info", "enabled");

        site.run("opt-in");
        site.run("run");
        assertThat(metrics()).containsEntry("enabled", 1.0).containsEntry("last_run_exit_code", 0.0);
    }

    @Test
    void warnsOnceWhenItCannotBeWritten() {
        Installation site = site(TestDatabase.H2).set("metrics.textfile", folder + "/nowhere/service-ping.prom");

        CommandResult run = site.run("run");
        CommandResult checked = site.run("validate");
        CommandResult off = site.run("opt-out");
        site.run("opt-in");

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
        assertThat(site.set("metrics.textfile", file + ".txt").run("validate").err())
                .contains("service-ping.metrics.textfile: must be a path that ends in .prom");
    }
}
