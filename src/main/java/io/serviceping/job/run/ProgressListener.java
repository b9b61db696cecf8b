package io.serviceping.job.run;

import io.serviceping.job.installation.ProgressView;
import io.serviceping.job.installation.RunMeter;
import io.serviceping.state.RunProgress;
import io.serviceping.time.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

/** Reports the progress of a run to {@code status} and the terminal. Only observes. */
final class ProgressListener implements StepExecutionListener {
    private final RunProgress file;
    private final ProgressView view;
    private final InstantSource clock;
    private final Period period;
    private final Instant startedAt;
    private final RunMeter meter;
    private String step = "start";
    private Instant stepBegan;
    private int done;
    private int total;
    private Optional<String> waitingFor = Optional.empty();

    ProgressListener(RunProgress file, ProgressView view, InstantSource clock, Period period, RunMeter meter) {
        this.file = file;
        this.view = view;
        this.clock = clock;
        this.period = period;
        this.meter = meter;
        this.startedAt = clock.instant();
        this.stepBegan = startedAt;
        write();
    }

    @Override
    public synchronized void beforeStep(StepExecution execution) {
        step = execution.getStepName();
        stepBegan = clock.instant();
        write();
    }

    @Override
    public synchronized @Nullable ExitStatus afterStep(StepExecution execution) {
        meter.stepTook(execution.getStepName(), Duration.between(stepBegan, clock.instant()));
        return null;
    }

    synchronized void counting(int alreadyDone, int ofTotal) {
        done = alreadyDone;
        total = ofTotal;
        write();
        view.counted(done, total);
    }

    synchronized void counted() {
        done++;
        write();
        view.counted(done, total);
    }

    synchronized void waiting(Optional<String> why) {
        waitingFor = why;
        write();
        view.waiting(why);
    }

    synchronized int done() {
        return done;
    }

    synchronized int total() {
        return total;
    }

    synchronized Optional<String> waitingFor() {
        return waitingFor;
    }

    void clear() {
        file.clear();
    }

    private void write() {
        file.write(new RunProgress.Snapshot(
                ProcessHandle.current().pid(),
                period.toString(),
                startedAt,
                step,
                done,
                total,
                waitingFor,
                clock.instant()));
    }
}
