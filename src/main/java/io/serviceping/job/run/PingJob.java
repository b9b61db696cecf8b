package io.serviceping.job.run;

import io.serviceping.count.CountingStore;
import io.serviceping.count.SharedScanRunner;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SpanStore;
import io.serviceping.job.installation.StageFactory;
import javax.sql.DataSource;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.builder.TaskletStepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The whole job on one screen. Every run starts every step again: a step finds its earlier results in the state
 * database, and the plan is made again in memory.
 */
final class PingJob {
    /** For steps that do slow work and store results in their own short transactions. */
    private static final TransactionAttribute NO_TRANSACTION =
            new DefaultTransactionAttribute(TransactionDefinition.PROPAGATION_NOT_SUPPORTED) {
                private static final long serialVersionUID = 1L;

                /**
                 * Every exception must end the step. Otherwise it would be lost, and Spring Batch would run the tasklet
                 * again.
                 */
                @Override
                public boolean rollbackOn(Throwable e) {
                    return true;
                }
            };

    private final RunInputs run;
    private final JobRepository repository;
    private final SharedScanRunner.Stage stage;
    private final StoredScan.Stores stores;

    PingJob(RunInputs run, JobRepository repository) {
        this.run = run;
        this.repository = repository;
        this.stage = new SharedScanRunner.Stage(
                run.databases(), StageFactory.countSettings(run.settings(), run.stop()::rest));
        DataSource state = run.state().database().dataSource();
        GroupSeal seal = new GroupSeal(run.request().home().groupsKey());
        this.stores = new StoredScan.Stores(
                new CountingStore(state),
                new SpanStore(state, seal),
                StageFactory.incremental(run.settings(), run.databases(), state, seal),
                new TransactionTemplate(run.state().transactions()),
                run.request().meter());
    }

    /** A frozen ping is only submitted. A step that does not complete ends the job. */
    Job job() {
        JobBuilder job = new JobBuilder("service-ping", repository);
        return run.isFrozen()
                ? job.start(submit()).build()
                : job.start(plan())
                        .next(collect())
                        .next(freeze())
                        .next(submit())
                        .build();
    }

    private Step plan() {
        return tasklet("plan", new PlanTasklet(run, stage, stores)).build();
    }

    /** Partitions of scans and spans, of which {@code parallelism} run at the same time. */
    private Step collect() {
        int parallelism = run.settings().collection().parallelism();
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("scan-");
        executor.setConcurrencyLimit(parallelism);
        return step("collect")
                .listener(run.progress())
                .partitioner("scan", new ScanPartitioner(run, stores.counting()))
                .gridSize(parallelism)
                .step(scan())
                .taskExecutor(executor)
                .build();
    }

    /** Partitions are made only for unfinished work, so an earlier step of the same name does not matter. */
    private Step scan() {
        return step("scan")
                .tasklet(
                        new ScanTasklet(run, stage.written(), stores, repository),
                        run.state().transactions())
                .transactionAttribute(NO_TRANSACTION)
                .build();
    }

    private Step freeze() {
        return tasklet("freeze", new FreezeTasklet(run, stage, stores))
                .transactionAttribute(NO_TRANSACTION)
                .build();
    }

    /** Without a transaction of the state database, since none may be open during HTTP. */
    private Step submit() {
        return tasklet("submit", new SubmitTasklet(run))
                .transactionAttribute(NO_TRANSACTION)
                .build();
    }

    private TaskletStepBuilder tasklet(String name, Tasklet tasklet) {
        return step(name).listener(run.progress()).tasklet(tasklet, run.state().transactions());
    }

    private StepBuilder step(String name) {
        return new StepBuilder(name, repository).allowStartIfComplete(true);
    }
}
