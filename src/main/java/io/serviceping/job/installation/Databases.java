package io.serviceping.job.installation;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BrakeLimits;
import io.serviceping.count.database.BrakeWatch;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.incremental.KeptScans;
import io.serviceping.count.incremental.KeptStore;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SpanCounter;
import io.serviceping.count.span.WalkStore;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.outbox.Breakers;
import io.serviceping.settings.CollectionSettings;
import io.serviceping.settings.OutboxSettings;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.time.Sleeper;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** The configured databases, as the stages want them. */
public final class Databases {
    private Databases() {}

    /** The application databases; the caller closes them. */
    public static ApplicationDatabases of(ServicePingSettings settings) {
        return of(settings, BrakeWatch.NONE, () -> false);
    }

    /**
     * The application databases; the caller closes them.
     *
     * @param watch who is told that counting waits
     * @param stopping whether the run is to stop
     */
    public static ApplicationDatabases of(ServicePingSettings settings, BrakeWatch watch, BooleanSupplier stopping) {
        Map<String, JdbcAddress> addresses = settings.databases().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().address()));
        CollectionSettings collection = settings.collection();
        return new ApplicationDatabases(
                addresses,
                new CountLimits(
                        collection.statementTimeout(),
                        collection.lockTimeout(),
                        collection.parallelism(),
                        collection.maxLoad(),
                        limits(collection.brakes())),
                watch,
                stopping);
    }

    private static BrakeLimits limits(CollectionSettings.Brakes brakes) {
        return new BrakeLimits(
                brakes.maxReplicationLag()
                        .map(size -> OptionalLong.of(size.toBytes()))
                        .orElse(OptionalLong.empty()),
                brakes.maxActiveSessions().map(OptionalInt::of).orElse(OptionalInt.empty()));
    }

    /** How a shared scan is walked; the memory for distinct sets is shared out among the threads. */
    public static SpanCounter.CountSettings countSettings(ServicePingSettings settings, Sleeper pause) {
        CollectionSettings collection = settings.collection();
        return new SpanCounter.CountSettings(
                collection.targetBatchTime(), collection.distinctMemory().toBytes() / collection.parallelism(), pause);
    }

    /** What is kept of tables that only grow; when scans are put together, all memory for distinct sets is theirs. */
    public static KeptScans kept(
            ServicePingSettings settings, ApplicationDatabases databases, DataSource state, GroupSeal seal) {
        CollectionSettings collection = settings.collection();
        return new KeptScans(
                databases,
                new KeptStore(state, seal),
                new WalkStore(state, seal),
                collection.appendRecount(),
                collection.distinctMemory().toBytes());
    }

    /** The breaker of that endpoint. */
    public static Breakers breakers(
            DataSource state,
            PlatformTransactionManager transactions,
            Endpoint endpoint,
            OutboxSettings outbox,
            InstantSource clock) {
        return new Breakers(state, transactions, endpoint.url().toString(), outbox.breakerAfter(), clock);
    }
}
