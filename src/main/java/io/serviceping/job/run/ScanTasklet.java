package io.serviceping.job.run;

import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.StoppedException;
import io.serviceping.count.result.MetricResult;
import io.serviceping.plan.scan.WrittenScan;
import java.util.List;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Runs one partition without an open state transaction: a span of a shared scan, or a scan as written. Results and the
 * step's progress are stored in one transaction.
 */
final class ScanTasklet implements Tasklet {
    private static final String CHUNKS = "chunks";
    private static final String RECORDED = "recorded";

    private final RunInputs run;
    private final WrittenScanRunner written;
    private final StoredScan.Stores stores;
    private final JobRepository repository;

    ScanTasklet(RunInputs run, WrittenScanRunner written, StoredScan.Stores stores, JobRepository repository) {
        this.run = run;
        this.written = written;
        this.stores = stores;
        this.repository = repository;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        StepExecution step = contribution.getStepExecution();
        if (isStopping(step)) {
            throw new JobInterruptedException(
                    "not begun: the run is stopping, its budget is spent, or it is switched off");
        }
        try {
            execute(step, PartitionName.of(step));
        } catch (DatabaseUnavailableException e) {
            run.stop().abandon();
            throw e;
        } catch (StoppedException e) {
            throw new JobInterruptedException(String.valueOf(e.getMessage()));
        }
        run.progress().counted();
        return RepeatStatus.FINISHED;
    }

    private boolean isStopping(StepExecution step) {
        return step.isTerminateOnly() || run.stop().isStopping();
    }

    private void execute(StepExecution step, PartitionName partition)
            throws InterruptedException, JobInterruptedException {
        if (partition.span().isEmpty()) {
            record(step, run.context().scan(partition.scan()));
        } else if (!run.context()
                .shared(partition.scan())
                .run(partition.span().getAsInt(), () -> isStopping(step), chunks -> {
                    step.getExecutionContext().putInt(CHUNKS, chunks);
                    repository.updateExecutionContext(step);
                })) {
            throw new JobInterruptedException("between two ranges: the run is stopping");
        }
    }

    private void record(StepExecution step, WrittenScan scan) throws InterruptedException {
        List<MetricResult> results = written.count(scan);
        stores.transaction().executeWithoutResult(status -> {
            stores.counting().record(run.context().counting().pingId(), scan, results);
            step.getExecutionContext().put(RECORDED, true);
            repository.updateExecutionContext(step);
        });
    }
}
