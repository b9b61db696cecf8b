package io.serviceping.job.preview;

import io.serviceping.count.Counting;
import io.serviceping.count.SharedScanRunner;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.ThrottleCheck;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.job.installation.DroppedPingException;
import io.serviceping.job.installation.PayloadAssembler;
import io.serviceping.job.installation.PingIds;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.job.installation.ThrottleSummary;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.SequencePosition;
import io.serviceping.payload.PayloadWriter;
import io.serviceping.plan.scan.Plan;
import io.serviceping.state.InstanceId;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.time.Period;
import io.serviceping.time.Sleeper;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The payload that a run would freeze now, or the stored bytes if the period is frozen. Counts as a run does. Sends
 * nothing, and stores only a missing installation id.
 */
public final class PingPreview {
    private final RunRequest request;

    public PingPreview(RunRequest request) {
        this.request = request;
    }

    /**
     * A previewed payload.
     *
     * @param json the document
     * @param digest of the bytes that were or will be sent, if these are they. Empty: the period is not frozen
     * @param results the counted metrics; empty if the period was frozen before
     */
    public record Preview(String json, Optional<String> digest, List<MetricResult> results) {}

    /**
     * The payload for the period.
     *
     * @throws DroppedPingException when the ping's bytes have been dropped
     */
    public Preview of(Period period) throws Exception {
        OutboxView outbox = outbox(period);
        if (outbox.frozen().isPresent()) {
            if (outbox.frozen().get().content().isDropped()) {
                throw new DroppedPingException(period);
            }
            Ping ping = outbox.frozen().get();
            return new Preview(text(ping.json()), Optional.of(ping.digest()), List.of());
        }
        List<MetricResult> results = count(period);
        byte[] json = new PayloadWriter()
                .write(PayloadAssembler.payload(
                        counting(outbox.instanceId(), period),
                        outbox.next(),
                        request.settings().product(),
                        results));
        return new Preview(text(json), Optional.empty(), results);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private record OutboxView(UUID instanceId, Optional<Ping> frozen, SequencePosition next) {}

    /** Reads the state database and closes it, so that a run need not wait for the preview. */
    private OutboxView outbox(Period period) throws StateUnavailableException {
        try (StateDatabase state = StateDatabase.open(request.settings().state().address(), 2)) {
            UUID instance = InstanceId.id(state, request.clock());
            Outbox outbox =
                    new Outbox(state.dataSource(), new JdbcTransactionManager(state.dataSource()), request.clock());
            return new OutboxView(instance, outbox.find(instance, period.toString()), outbox.nextPosition(instance));
        }
    }

    private Counting counting(UUID instance, Period period) {
        return new Counting(
                PingIds.of(instance, period),
                instance,
                period.toString(),
                period.asOf(),
                request.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                RunRequest.reasonFor(period, request.clock()));
    }

    private List<MetricResult> count(Period period) throws Exception {
        int parallelism = request.settings().collection().parallelism();
        ExecutorService threads = Executors.newFixedThreadPool(parallelism);
        try (ApplicationDatabases databases =
                StageFactory.of(request.settings(), new ThrottleSummary(request.view()::waiting), () -> false)) {
            PingPlanner planner = new PingPlanner(request.home(), request.settings());
            Plan plan = planner.shared(period, request.clock().instant(), databases);
            new ThrottleCheck(databases).require(plan.databases());
            SharedScanRunner.Stage stage = new SharedScanRunner.Stage(
                    databases, StageFactory.countSettings(request.settings(), Sleeper.SLEEP));
            PreviewBaseline incremental = new PreviewBaseline(
                    request.settings(), databases, new GroupSeal(request.home().groupsKey()), period.asOf());
            List<Future<List<MetricResult>>> answers = Stream.concat(
                            plan.shared().stream()
                                    .map(scan -> threads.submit(
                                            () -> PreviewScan.results(scan, planner.narrowing(), stage, incremental))),
                            plan.scans().stream()
                                    .map(scan ->
                                            threads.submit(() -> stage.written().count(scan))))
                    .toList();
            return PayloadAssembler.allResults(plan, gather(answers));
        } finally {
            threads.shutdownNow();
        }
    }

    private List<MetricResult> gather(List<Future<List<MetricResult>>> answers) throws Exception {
        List<MetricResult> results = new ArrayList<>();
        request.view().counted(0, answers.size());
        int done = 0;
        for (Future<List<MetricResult>> answer : answers) {
            try {
                results.addAll(answer.get());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
            request.view().counted(++done, answers.size());
        }
        return results;
    }
}
