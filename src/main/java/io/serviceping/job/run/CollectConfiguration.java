package io.serviceping.job.run;

import io.serviceping.count.CountingStore;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SpanStore;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.job.installation.ThrottleSummary;
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

/** The {@code collect} step: partitions of scans and spans, of which {@code parallelism} run at the same time. */
@Configuration(proxyBeanMethods = false)
class CollectConfiguration {
    @Bean
    ApplicationDatabases applicationDatabases(ServicePingSettings settings, ProgressListener progress, RunContext run) {
        return StageFactory.of(settings, new ThrottleSummary(progress::waiting), run::isStopping);
    }

    @Bean
    WrittenScanRunner counter(ApplicationDatabases databases, RunContext run) {
        return new WrittenScanRunner(databases, run::rest);
    }

    @Bean
    IncrementalScans incrementalScans(
            ApplicationDatabases databases, DataSource state, GroupSeal seal, ServicePingSettings settings) {
        return StageFactory.incremental(settings, databases, state, seal);
    }

    @Bean
    SpanPartition spanWork(
            RunContext run,
            ApplicationDatabases databases,
            WrittenScanRunner counter,
            ServicePingSettings settings,
            CountingStore store,
            SpanStore spanStore,
            JobRepository repository,
            TransactionTemplate transaction) {
        SpanPartition.Counting counting =
                new SpanPartition.Counting(databases, counter, StageFactory.countSettings(settings, run::rest));
        return new SpanPartition(run, counting, store, spanStore, repository, transaction);
    }

    @Bean
    ScanTasklet scanTasklet(
            RunContext run,
            WrittenScanRunner counter,
            SpanPartition spans,
            CountingStore store,
            JobRepository repository,
            TransactionTemplate transaction,
            ProgressListener progress) {
        return new ScanTasklet(run, counter, spans, store, repository, transaction, progress);
    }

    @Bean
    Step scan(JobRepository repository, PlatformTransactionManager transactionManager, ScanTasklet tasklet) {
        // Partitions are made only for unfinished work, so an earlier step of the same name does not matter.
        return new StepBuilder("scan", repository)
                .allowStartIfComplete(true)
                .tasklet(tasklet, transactionManager)
                .transactionAttribute(JobConfiguration.NO_TRANSACTION)
                .build();
    }

    @Bean
    ScanPartitioner scanPartitioner(
            RunContext run,
            ApplicationDatabases databases,
            CountingStore store,
            SpanStore spanStore,
            IncrementalScans incremental,
            TransactionTemplate transaction,
            ProgressListener progress) {
        return new ScanPartitioner(
                run, progress, store, new StoredSpans(run, databases, spanStore, incremental, transaction));
    }

    @Bean
    Step collect(
            JobRepository repository,
            Step scan,
            ScanPartitioner partitioner,
            ServicePingSettings settings,
            ProgressListener progress) {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("scan-");
        executor.setConcurrencyLimit(settings.collection().parallelism());
        // Runs at every restart, since an upgrade in between may have brought new metrics.
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
