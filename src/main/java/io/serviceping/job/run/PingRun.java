package io.serviceping.job.run;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.incremental.FutureRows;
import io.serviceping.count.incremental.IncrementalStore;
import io.serviceping.count.result.MetricResult;
import io.serviceping.job.delivery.ChosenPings;
import io.serviceping.job.delivery.Housekeeping;
import io.serviceping.job.delivery.OutboxDelivery;
import io.serviceping.job.delivery.PayloadFiles;
import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.job.installation.MissingValue;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.job.installation.ThrottleSummary;
import io.serviceping.job.installation.Withdrawal;
import io.serviceping.job.run.ClockCheck.Verdict;
import io.serviceping.outbox.BegunPeriods;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingSummary;
import io.serviceping.state.InstanceId;
import io.serviceping.state.RunProgress;
import io.serviceping.time.Period;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import tools.jackson.core.JacksonException;

/** One run for one period, from the check of consent to the receipt. */
public final class PingRun {
    private static final Logger LOG = LoggerFactory.getLogger(PingRun.class);

    private final RunRequest request;

    public PingRun(RunRequest request) {
        this.request = request;
    }

    /**
     * Runs the job for the period, or continues a job that was begun for it.
     *
     * @param named whether a person has named the period; otherwise the clock, which is checked
     * @param reason as in the payload: {@code scheduled} or {@code manual}
     * @param submit whether to deliver; if false, the ping is frozen and waits
     * @throws io.serviceping.state.StateUnavailableException when the state database cannot be used
     * @throws io.serviceping.definition.InvalidDefinitionsException when a definition is invalid
     * @throws io.serviceping.count.database.DatabaseUnavailableException when an application database cannot be asked
     */
    public RunReport run(Period period, boolean named, String reason, boolean submit) throws Exception {
        Optional<String> off = request.consent().known().noCounting();
        if (off.isPresent()) {
            return new RunReport.Off(off.get());
        }
        return new LockedInstallation(request.home(), request.settings(), request.clock())
                .run(
                        state -> {
                            UUID instance = InstanceId.id(state.database(), request.clock());
                            return new PingRun(request.asking(state.database()))
                                    .run(state, new RunParameters(instance, period, named, reason, submit));
                        },
                        RunReport.Busy::new);
    }

    private RunReport run(LockedInstallation.State state, RunParameters parameters) throws Exception {
        Optional<String> off = request.consent().known().noCounting();
        if (off.isPresent()) {
            return new RunReport.Off(off.get());
        }
        request.meter().allowed();
        boolean maySend = new Withdrawal(request).noSending(state.outbox()).isEmpty();
        return new LockedRun(state, parameters.submitOnlyIf(maySend)).run();
    }

    /** A run that holds the locks. */
    private final class LockedRun {
        private final LockedInstallation.State state;
        private final RunParameters parameters;
        private final OutboxDelivery delivery;

        LockedRun(LockedInstallation.State state, RunParameters parameters) {
            this.state = state;
            this.parameters = parameters;
            this.delivery = new OutboxDelivery(
                    request, state, parameters.reason().equals("manual") ? ChosenPings.ALL : ChosenPings.DUE);
        }

        RunReport run() throws Exception {
            new Housekeeping(request, state).tidy();
            if (isDelivered()) {
                if (parameters.submit()) {
                    delivery.deliver();
                }
                return frozen(true, List.of());
            }
            try {
                return counted();
            } catch (Exception e) {
                deliverOlder(e);
                throw e;
            }
        }

        private RunReport counted() throws Exception {
            try {
                return launch();
            } catch (DataIntegrityViolationException | IllegalArgumentException | JacksonException e) {
                if (!JobHistory.isBehind(e)) {
                    throw e;
                }
                LOG.warn("Spring Batch's records cannot be used and are deleted; counting continues", e);
                new JobHistory(state.database().dataSource(), state.transactions()).forget();
                return launch();
            }
        }

        /** A run that cannot count its own week still delivers the pings of earlier weeks. */
        private void deliverOlder(Exception failure) {
            if (!parameters.submit() || failure instanceof InterruptedException) {
                return;
            }
            try {
                if (!isFrozen() && !state.locks().isLostNow()) {
                    delivery.deliver();
                }
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }

        private boolean isDelivered() {
            return parameters.isDelivered(state.outbox());
        }

        private Optional<Ping> ping() {
            return parameters.ping(state.outbox());
        }

        private RunReport launch() throws Exception {
            ProgressListener progress = new ProgressListener(
                    new RunProgress(request.home().state()),
                    request.view(),
                    request.clock(),
                    parameters.period(),
                    request.meter());
            StopSignal stop = new StopSignal(
                    new RunBudget(
                            request.clock(), request.settings().collection().runBudget()),
                    new ConsentWatch(request.consent()::decide, request.clock()),
                    () -> state.locks().isLost() || request.time().sleeper().isEnding());
            try (ApplicationDatabases databases =
                    StageFactory.of(request.settings(), new ThrottleSummary(progress::waiting), stop::isStopping)) {
                BegunPeriods begun =
                        new BegunPeriods(state.database().dataSource(), state.transactions(), request.clock());
                PingPlanner planner = new PingPlanner(request.home(), request.settings());
                Verdict verdict =
                        new ClockCheck(request, parameters, begun, delivery).verdict(planner, databases, isFrozen());
                if (verdict instanceof Verdict.Doubted doubted) {
                    return new RunReport.Doubtful(
                            request.clock().instant().truncatedTo(ChronoUnit.SECONDS), doubted.why());
                }
                begun.note(
                        parameters.instanceId(),
                        parameters.period().toString(),
                        ((Verdict.Believed) verdict).vouched());
                return launch(new RunInputs(
                        request, state, parameters, delivery, stop, planner, databases, progress, new RunContext()));
            } finally {
                progress.clear();
            }
        }

        private RunReport launch(RunInputs inputs) throws Exception {
            try (ConfigurableApplicationContext spring = start(inputs)) {
                JobExecution execution = spring.getBean(JobLaunch.class).start(parameters.toJobParameters());
                return report(inputs.context(), execution, inputs.progress());
            }
        }

        private boolean isFrozen() {
            return ping().isPresent();
        }

        private RunReport report(RunContext run, JobExecution execution, ProgressListener progress) throws Exception {
            Optional<Exception> failure = JobFailure.first(execution);
            if (failure.isPresent()) {
                throw failure.get();
            } else if (!isDelivered()) {
                state.locks().require();
            }
            if (ping().isPresent()) {
                return frozen(false, run.frozen());
            }
            Optional<String> off = request.consent().known().noCounting();
            if (off.isPresent()) {
                return new RunReport.Off(off.get());
            } else if (run.isPlanned()) {
                return new RunReport.Interrupted(progress.done(), progress.total(), progress.waitingFor());
            }
            throw new IllegalStateException("the job ended " + execution.getExitStatus() + " and froze nothing");
        }

        private RunReport frozen(boolean before, List<MetricResult> results) {
            request.meter().counted(results);
            Ping ping = ping().orElseThrow();
            PayloadFiles.write(request.home(), ping);
            PingSummary summary = state.outbox().summary(ping.pingId()).orElseThrow();
            Optional<Instant> nextProbeAt = parameters.submit() ? delivery.nextProbeAt() : Optional.empty();
            List<MissingValue> missing =
                    results.isEmpty() ? MissingValue.of(ping, state.database()) : MissingValue.of(results);
            List<FutureRows> futureRows = before
                    ? List.of()
                    : IncrementalStore.futureRows(state.database().dataSource());
            return new RunReport.Frozen(
                    summary,
                    ping.complete(),
                    before,
                    results,
                    missing,
                    futureRows,
                    parameters.submit(),
                    refusedBeside(ping),
                    nextProbeAt,
                    off());
        }

        private List<PingSummary> refusedBeside(Ping ping) {
            return delivery.report().refused().stream()
                    .filter(id -> !id.equals(ping.pingId()))
                    .flatMap(id -> state.outbox().summary(id).stream())
                    .toList();
        }

        private Optional<String> off() {
            return parameters.submit() ? request.consent().known().noSending() : Optional.empty();
        }

        private ConfigurableApplicationContext start(RunInputs inputs) {
            return new SpringApplicationBuilder(JobConfiguration.class)
                    .web(WebApplicationType.NONE)
                    .bannerMode(Banner.Mode.OFF)
                    .logStartupInfo(false)
                    // The run itself obeys signals, and closes the context when it has ended.
                    .registerShutdownHook(false)
                    .initializers(context -> context.getBeanFactory().registerSingleton("inputs", inputs))
                    .run("--spring.config.location=optional:file:"
                            + request.home().folder().resolve("config") + "/");
        }
    }
}
