package io.serviceping.watch;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.serviceping.job.status.InstallationStatus;
import io.serviceping.job.status.InstallationStatus.OutboxStatus;
import io.serviceping.outbox.Breaker;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.state.CommandRun;
import io.serviceping.state.RunFigures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** The metrics of node_exporter's textfile collector. All are gauges: a run ends before anybody could ask it. */
final class Textfile {
    private static final double MILLIS_A_SECOND = 1000.0;
    private static final List<PingState> NOT_DELIVERED =
            List.of(PingState.FROZEN, PingState.WAITING, PingState.ATTEMPTING, PingState.QUARANTINED, PingState.HELD);

    private final MetricSnapshots.Builder all = MetricSnapshots.builder();

    Textfile(String version) {
        all.metricSnapshot(InfoSnapshot.builder()
                .name("service_ping_build")
                .help("The version of Service Ping.")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", version))
                        .build())
                .build());
    }

    /** Nothing but the mark that Service Ping is off. */
    byte[] off() {
        enabled(0);
        return bytes();
    }

    /** @param view empty: the state cannot be read */
    byte[] on(List<CommandRun> history, Optional<InstallationStatus.View> view, Instant now) {
        enabled(1);
        gauge("state_readable", "1 if the state database could be read.", view.isPresent() ? 1 : 0);
        gauge("written_timestamp_seconds", "When these metrics were written.", seconds(now));
        List<CommandRun> runs = history.stream()
                .filter(run -> run.week().isPresent() && run.end().isPresent())
                .toList();
        if (!runs.isEmpty()) {
            lastRun(runs.get(runs.size() - 1), runs.get(runs.size() - 1).end().orElseThrow());
        }
        runs.stream()
                .map(run -> run.end().orElseThrow())
                .filter(end -> end.exitCode() == 0 || end.exitCode() == 4)
                .reduce((earlier, later) -> later)
                .ifPresent(end -> gauge(
                        "last_success_timestamp_seconds",
                        "When the last run ended well (exit code 0 or 4).",
                        seconds(end.at())));
        view.flatMap(InstallationStatus.View::outbox).ifPresent(this::outbox);
        return bytes();
    }

    private void enabled(int value) {
        gauge("enabled", "0 if Service Ping is switched off: then there are no other metrics.", value);
    }

    private void lastRun(CommandRun run, CommandRun.End end) {
        RunFigures did = end.figures();
        gauge("last_run_timestamp_seconds", "When the last run ended, however.", seconds(end.at()));
        gauge("last_run_exit_code", "The exit code of the last run.", end.exitCode());
        gauge(
                "last_run_duration_seconds",
                "How long the last run took.",
                seconds(Duration.between(run.startedAt(), end.at())));
        GaugeSnapshot.Builder steps = named("last_run_step_duration_seconds", "How long each step took.");
        new TreeMap<>(did.steps()).forEach((step, took) -> steps.dataPoint(point("step", step, seconds(took))));
        all.metricSnapshot(steps.build());
        all.metricSnapshot(named("last_run_metrics", "Metrics of the last run, by outcome.")
                .dataPoint(point("outcome", "value", did.counted()))
                .dataPoint(point("outcome", "no_value", did.withoutValue()))
                .build());
        gauge("last_run_ranges_read", "Ranges that the last run read.", (double) did.ranges());
        gauge("last_run_rows_read", "Rows that the last run read, at least.", (double) did.rows());
        gauge("last_run_attempts", "Requests of the last run that were to deliver a ping.", did.attempts());
        gauge("last_run_sent_bytes", "Compressed bytes of these requests.", (double) did.sentBytes());
        gauge("last_run_pings_sent", "Pings that the last run delivered.", did.sent());
    }

    private void outbox(OutboxStatus outbox) {
        GaugeSnapshot.Builder pings = named("outbox_pings", "Pings that are not delivered, by state.");
        NOT_DELIVERED.forEach(state ->
                pings.dataPoint(point("state", state.name().toLowerCase(Locale.ROOT), count(outbox.waiting(), state))));
        all.metricSnapshot(pings.build());
        gauge(
                "outbox_bytes",
                "Compressed bytes of the pings that are not delivered.",
                outbox.waiting().stream().mapToDouble(PingSummary::bytes).sum());
        outbox.waiting().stream()
                .map(PingSummary::frozenAt)
                .min(Instant::compareTo)
                .ifPresent(oldest -> gauge(
                        "outbox_oldest_timestamp_seconds",
                        "When the oldest ping that is not delivered was frozen.",
                        seconds(oldest)));
        outbox.lastDelivered()
                .flatMap(PingSummary::deliveredAt)
                .ifPresent(at ->
                        gauge("last_delivery_timestamp_seconds", "When the endpoint took the last ping.", seconds(at)));
        outbox.breaker().ifPresent(breaker -> {
            gauge("endpoint_failed_runs", "Runs in a row that delivered nothing.", breaker.failedRuns());
            gauge("breaker_open", "1 if the endpoint is only probed.", breaker instanceof Breaker.Open ? 1 : 0);
        });
        gauge(
                "missing_values",
                "Metrics without a value in the ping that was frozen last.",
                outbox.incomplete().map(one -> one.missing().size()).orElse(0));
        gauge(
                "next_due_timestamp_seconds",
                "From when on a run counts the next ping.",
                seconds(outbox.next().asOf()));
    }

    private static int count(List<PingSummary> pings, PingState state) {
        return (int) pings.stream().filter(ping -> ping.state() == state).count();
    }

    private void gauge(String name, String help, double value) {
        all.metricSnapshot(named(name, help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build());
    }

    private static GaugeSnapshot.Builder named(String name, String help) {
        return GaugeSnapshot.builder().name("service_ping_" + name).help(help);
    }

    private static GaugeDataPointSnapshot point(String label, String is, double value) {
        return GaugeDataPointSnapshot.builder()
                .labels(Labels.of(label, is))
                .value(value)
                .build();
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / MILLIS_A_SECOND;
    }

    private static double seconds(Duration took) {
        return took.toMillis() / MILLIS_A_SECOND;
    }

    private byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Replaces the file in one move. Everybody may read it: node_exporter runs as another user. */
    static void replace(Path file, byte[] text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, text);
        if (next.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
