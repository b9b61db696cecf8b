package io.serviceping.job.run;

import io.serviceping.count.CountingStore;
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
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the scan of one partition without an open state transaction. Then stores the results and the step's progress in
 * one transaction.
 */
final class ScanTasklet implements Tasklet {
    private static final String RECORDED = "recorded";

    private final RunInputs run;
    private final WrittenScanRunner counter;
    private final SpanPartition spans;
    private final CountingStore store;
    private final JobRepository repository;
    private final TransactionTemplate transaction;

    ScanTasklet(
            RunInputs run,
            WrittenScanRunner counter,
            SpanPartition spans,
            CountingStore store,
            JobRepository repository,
            TransactionTemplate transaction) {
        this.run = run;
        this.counter = counter;
        this.spans = spans;
        this.store = store;
        this.repository = repository;
        this.transaction = transaction;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        StepExecution step = contribution.getStepExecution();
        if (isStopping(step)) {
            throw new JobInterruptedException(
                    "not begun: the run is stopping, its budget is spent, or it is switched off");
        }
        PartitionName partition = PartitionName.of(step);
        if (partition.span().isPresent()) {
            walk(step, partition.scan(), partition.span().getAsInt());
            run.progress().counted();
            return RepeatStatus.FINISHED;
        }
        WrittenScan scan = run.context().scan(partition.scan());
        List<MetricResult> results = count(scan);
        transaction.executeWithoutResult(status -> {
            store.record(run.context().counting().pingId(), scan, results);
            step.getExecutionContext().put(RECORDED, true);
            repository.updateExecutionContext(step);
        });
        run.progress().counted();
        return RepeatStatus.FINISHED;
    }

    private boolean isStopping(StepExecution step) {
        return step.isTerminateOnly() || run.stop().isStopping();
    }

    private void walk(StepExecution step, String scan, int span) throws InterruptedException, JobInterruptedException {
        try {
            spans.walk(step, scan, span, () -> isStopping(step));
        } catch (DatabaseUnavailableException e) {
            run.stop().abandon();
            throw e;
        } catch (StoppedException e) {
            throw new JobInterruptedException(String.valueOf(e.getMessage()));
        }
    }

    private List<MetricResult> count(WrittenScan scan) throws InterruptedException, JobInterruptedException {
        try {
            return counter.count(scan);
        } catch (DatabaseUnavailableException e) {
            run.stop().abandon();
            throw e;
        } catch (StoppedException e) {
            throw new JobInterruptedException(String.valueOf(e.getMessage()));
        }
    }
}
