package io.serviceping.job.run;

import io.serviceping.count.CensusStore;
import io.serviceping.count.Counter;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.incremental.KeptScans;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.WalkStore;
import io.serviceping.job.installation.Databases;
import io.serviceping.job.installation.Waits;
import io.serviceping.settings.ServicePingSettings;
import javax.sql.DataSource;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The {@code collect} step: one partition a scan, {@code parallelism} of them side by side. */
@Configuration(proxyBeanMethods = false)
class CollectConfiguration {
    @Bean
    ApplicationDatabases applicationDatabases(ServicePingSettings settings, Progress progress, RunState run) {
        return Databases.of(settings, new Waits(progress::waiting), run::isStopping);
    }

    @Bean
    Counter counter(ApplicationDatabases databases, RunState run) {
        return new Counter(databases, run::rest);
    }

    @Bean
    KeptScans keptScans(
            ApplicationDatabases databases, DataSource state, GroupSeal seal, ServicePingSettings settings) {
        return Databases.kept(settings, databases, state, seal);
    }

    @Bean
    SpanWork spanWork(
            RunState run,
            ApplicationDatabases databases,
            Counter counter,
            ServicePingSettings settings,
            CensusStore store,
            WalkStore walks,
            JobRepository repository,
            TransactionTemplate transaction) {
        SpanWork.Counting counting =
                new SpanWork.Counting(databases, counter, Databases.countSettings(settings, run::rest));
        return new SpanWork(run, counting, store, walks, repository, transaction);
    }

    @Bean
    ScanTasklet scanTasklet(
            RunState run,
            Counter counter,
            SpanWork spans,
            CensusStore store,
            JobRepository repository,
            TransactionTemplate transaction,
            Progress progress) {
        return new ScanTasklet(run, counter, spans, store, repository, transaction, progress);
    }

    @Bean
    Step scan(JobRepository repository, PlatformTransactionManager transactionManager, ScanTasklet tasklet) {
        // A partition is made only for what is not stored, whatever became of an earlier step of its name.
        return new StepBuilder("scan", repository)
                .allowStartIfComplete(true)
                .tasklet(tasklet, transactionManager)
                .transactionAttribute(JobConfiguration.NO_TRANSACTION)
                .build();
    }

    @Bean
    ScanPartitioner scanPartitioner(
            RunState run,
            ApplicationDatabases databases,
            CensusStore store,
            WalkStore walks,
            KeptScans kept,
            TransactionTemplate transaction,
            Progress progress) {
        return new ScanPartitioner(run, progress, store, new SpanCutter(run, databases, walks, kept, transaction));
    }

    @Bean
    Step collect(
            JobRepository repository,
            Step scan,
            ScanPartitioner partitioner,
            ServicePingSettings settings,
            Progress progress) {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("scan-");
        executor.setConcurrencyLimit(settings.collection().parallelism());
        // Asked again at every restart, even once complete: an upgrade in between may have brought new metrics.
        return new StepBuilder("collect", repository)
                .allowStartIfComplete(true)
                .listener(progress)
                .partitioner("scan", partitioner)
                .gridSize(settings.collection().parallelism())
                .step(scan)
                .taskExecutor(executor)
                .build();
    }
}
