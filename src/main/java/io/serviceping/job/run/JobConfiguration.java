package io.serviceping.job.run;

import io.serviceping.consent.Consent;
import io.serviceping.count.CountingStore;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.span.SpanStore;
import io.serviceping.job.delivery.OutboxDelivery;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.outbox.Outbox;
import io.serviceping.settings.ServicePingSettings;
import java.time.InstantSource;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;

/** The whole job on one screen. */
@Configuration(proxyBeanMethods = false)
@Import({StateConfiguration.class, CollectConfiguration.class})
class JobConfiguration {
    static final String JOB = "service-ping";

    /** For steps that do slow work and store results in their own short transactions. */
    static final TransactionAttribute NO_TRANSACTION =
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

    @Bean
    Job servicePing(JobRepository repository, Step gate, Step plan, Step collect, Step freeze, Step submit) {
        return new JobBuilder(JOB, repository)
                .flow(gate)
                .on(GateTasklet.OFF)
                .stop()
                .from(gate)
                .on(GateTasklet.FROZEN)
                .to(submit)
                .from(gate)
                .on("COMPLETED")
                .to(plan)
                .on("COMPLETED")
                .to(collect)
                .on("COMPLETED")
                .to(freeze)
                .on("COMPLETED")
                .to(submit)
                .on(SubmitTasklet.WAITING)
                .stop()
                .from(submit)
                .on("COMPLETED")
                .end()
                .from(collect)
                .on("STOPPED")
                .stop()
                .from(gate)
                .on("*")
                .fail()
                .from(plan)
                .on("*")
                .fail()
                .from(collect)
                .on("*")
                .fail()
                .from(freeze)
                .on("*")
                .fail()
                .from(submit)
                .on("*")
                .fail()
                .end()
                .build();
    }

    @Bean
    JobLaunch jobLaunch(Job job, JobOperator operator, JobRepository repository) {
        return new JobLaunch(job, operator, repository);
    }

    @Bean
    GracefulStop gracefulStop(Job job, JobOperator operator, JobRepository repository, RunContext run) {
        return new GracefulStop(job, operator, repository, run);
    }

    @Bean
    Step gate(Steps steps, Consent consent, Outbox outbox, RunParameters parameters) {
        return steps.everyRun("gate", new GateTasklet(consent, outbox, parameters));
    }

    @Bean
    Step plan(
            Steps steps,
            RunParameters parameters,
            PingPlanner planning,
            ApplicationDatabases databases,
            CountingStore store,
            InstantSource clock,
            RunContext run) {
        return steps.everyRun("plan", new PlanTasklet(parameters, planning, databases, store, clock, run));
    }

    @Bean
    Step freeze(
            Steps steps,
            RunContext run,
            CountingStore store,
            SpanStore spanStore,
            IncrementalScans incremental,
            Outbox outbox,
            ServicePingSettings settings) {
        return steps.everyRun(
                "freeze", new FreezeTasklet(run, store, spanStore, incremental, outbox, settings.product()));
    }

    /** Without a transaction of the state database, since none may be open during HTTP. */
    @Bean
    Step submit(
            JobRepository repository,
            PlatformTransactionManager transactionManager,
            ProgressListener progress,
            OutboxDelivery delivery,
            Outbox outbox,
            RunParameters parameters) {
        return new StepBuilder("submit", repository)
                .allowStartIfComplete(true)
                .listener(progress)
                .tasklet(new SubmitTasklet(delivery, outbox, parameters), transactionManager)
                .transactionAttribute(NO_TRANSACTION)
                .build();
    }

    @Bean
    Steps steps(JobRepository repository, PlatformTransactionManager transactionManager, ProgressListener progress) {
        return new Steps(repository, transactionManager, progress);
    }

    /**
     * Makes steps that run in every run of a job instance. A step finds its earlier results in the state database; the
     * plan is made again in memory.
     */
    record Steps(JobRepository repository, PlatformTransactionManager transactionManager, ProgressListener progress) {
        Step everyRun(String name, Tasklet tasklet) {
            return new StepBuilder(name, repository)
                    .allowStartIfComplete(true)
                    .listener(progress)
                    .tasklet(tasklet, transactionManager)
                    .build();
        }
    }
}
