package io.serviceping.job.installation;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.database.ThrottleLimits;
import io.serviceping.count.database.ThrottleListener;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.incremental.IncrementalStore;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SpanScanner;
import io.serviceping.count.span.SpanStore;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.outbox.BreakerStore;
import io.serviceping.settings.CollectionSettings;
import io.serviceping.settings.OutboxSettings;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.time.Sleeper;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** Makes the stages from the settings. */
public final class StageFactory {
    private StageFactory() {}

    /** The application databases; the caller closes them. */
    public static ApplicationDatabases of(ServicePingSettings settings) {
        return of(settings, ThrottleListener.NONE, () -> false);
    }

    /**
     * The application databases; the caller closes them.
     *
     * @param watch notified when counting waits
     * @param stopping whether the run is to stop
     */
    public static ApplicationDatabases of(
            ServicePingSettings settings, ThrottleListener watch, BooleanSupplier stopping) {
        return of(
                settings,
                settings.databases().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().address())),
                watch,
                stopping);
    }

    /** One application database, without a look at the passwords of the others. The caller closes it. */
    public static ApplicationDatabases one(ServicePingSettings settings, String database) {
        return of(
                settings,
                Map.of(
                        database,
                        Objects.requireNonNull(settings.databases().get(database))
                                .address()),
                ThrottleListener.NONE,
                () -> false);
    }

    private static ApplicationDatabases of(
            ServicePingSettings settings,
            Map<String, JdbcAddress> addresses,
            ThrottleListener watch,
            BooleanSupplier stopping) {
        CollectionSettings collection = settings.collection();
        return new ApplicationDatabases(
                addresses,
                new CountLimits(
                        collection.statementTimeout(),
                        collection.lockTimeout(),
                        collection.parallelism(),
                        collection.maxLoad(),
                        limits(collection.throttles())),
                watch,
                stopping);
    }

    private static ThrottleLimits limits(CollectionSettings.Throttles throttles) {
        return new ThrottleLimits(
                throttles
                        .maxReplicationLag()
                        .map(size -> OptionalLong.of(size.toBytes()))
                        .orElse(OptionalLong.empty()),
                throttles.maxActiveSessions().map(OptionalInt::of).orElse(OptionalInt.empty()));
    }

    /** The settings of shared scans. The threads share the memory for distinct sets equally. */
    public static SpanScanner.CountSettings countSettings(ServicePingSettings settings, Sleeper pause) {
        CollectionSettings collection = settings.collection();
        return new SpanScanner.CountSettings(
                collection.targetBatchTime(), collection.distinctMemory().toBytes() / collection.parallelism(), pause);
    }

    /** The incremental scans of append-only tables. Merging may use all memory for distinct sets. */
    public static IncrementalScans incremental(
            ServicePingSettings settings, ApplicationDatabases databases, DataSource state, GroupSeal seal) {
        CollectionSettings collection = settings.collection();
        return new IncrementalScans(
                databases,
                new IncrementalStore(state, seal),
                new SpanStore(state, seal),
                collection.appendRecount(),
                collection.distinctMemory().toBytes());
    }

    /** The breaker of an endpoint. */
    public static BreakerStore breakers(
            DataSource state,
            PlatformTransactionManager transactions,
            Endpoint endpoint,
            OutboxSettings outbox,
            InstantSource clock) {
        return new BreakerStore(state, transactions, endpoint.url().toString(), outbox.breakerAfter(), clock);
    }
}
