package io.serviceping.job.run;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.StoppedException;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.count.span.SpanStore;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.SharedScan;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.transaction.support.TransactionTemplate;

/** Splits each shared scan into spans once. A restart continues the same spans. */
final class StoredSpans {
    /** One thread scans a table with fewer rows. */
    private static final long ROWS_WORTH_SPLITTING = 200_000;

    private final RunInputs run;
    private final ApplicationDatabases databases;
    private final SpanStore spanStore;
    private final IncrementalScans incremental;
    private final TransactionTemplate transaction;

    StoredSpans(
            RunInputs run,
            ApplicationDatabases databases,
            SpanStore spanStore,
            IncrementalScans incremental,
            TransactionTemplate transaction) {
        this.run = run;
        this.databases = databases;
        this.spanStore = spanStore;
        this.incremental = incremental;
        this.transaction = transaction;
    }

    /** The rest of each span. Empty: the database answers, but the scan's key range cannot be read. */
    Optional<List<ResumeKey>> left(SharedScan scan, int threads) {
        UUID pingId = run.context().counting().pingId();
        int most = scan.table().estimatedRows() < ROWS_WORTH_SPLITTING ? 1 : threads;
        boolean cut = scan.keeping() instanceof IncrementalMode.Settled
                ? cutGrowing(pingId, scan, most)
                : cut(pingId, scan, most);
        return cut ? Optional.of(spanStore.left(pingId, scan.id())) : Optional.empty();
    }

    private boolean cut(UUID pingId, SharedScan scan, int most) {
        if (!spanStore.left(pingId, scan.id()).isEmpty()) {
            if (spanStore.opens(pingId, scan.id())) {
                return true;
            }
            transaction.executeWithoutResult(status -> spanStore.forget(pingId, scan.id()));
        }
        Optional<List<ResumeKey>> starts = orStop(() -> SpanSplitter.of(databases, scan, most, run.stop()::rest));
        starts.ifPresent(
                spans -> transaction.executeWithoutResult(status -> spanStore.begin(pingId, scan.id(), spans)));
        return starts.isPresent();
    }

    private boolean cutGrowing(UUID pingId, SharedScan scan, int most) {
        if (Boolean.TRUE.equals(transaction.execute(status -> incremental.isBegun(pingId, scan)))) {
            return true;
        }
        Optional<IncrementalScans.Beginning> beginning = orStop(
                () -> incremental.beginning(scan, run.context().counting().asOf(), most, run.stop()::rest));
        beginning.ifPresent(one -> transaction.executeWithoutResult(status -> incremental.begin(pingId, scan, one)));
        return beginning.isPresent();
    }

    @FunctionalInterface
    private interface LookUps<T> {
        T look() throws InterruptedException;
    }

    /** A partitioner can tell that its step is stopped, not failed, only by the cause of its exception. */
    private static <T> T orStop(LookUps<T> lookUps) {
        try {
            return lookUps.look();
        } catch (StoppedException e) {
            throw new IllegalStateException(new JobInterruptedException(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while it rested", e);
        }
    }
}
