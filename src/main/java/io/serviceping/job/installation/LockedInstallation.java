package io.serviceping.job.installation;

import io.serviceping.outbox.Outbox;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.ClusterLock;
import io.serviceping.state.FencedTransactions;
import io.serviceping.state.LockWatch;
import io.serviceping.state.RunLock;
import io.serviceping.state.RunProgress;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** Runs work that counts or sends, which only one process may do at a time. */
public final class LockedInstallation {
    /** For the job repository, the lock, and a step that writes while another reads. */
    private static final int CONNECTIONS_BESIDE_SCANS = 4;

    private final Home home;
    private final ServicePingSettings settings;
    private final InstantSource clock;

    public LockedInstallation(Home home, ServicePingSettings settings, InstantSource clock) {
        this.home = home;
        this.settings = settings;
        this.clock = clock;
    }

    /** The state database while this process holds the locks. */
    public record State(StateDatabase database, FencedTransactions transactions, Outbox outbox, LockWatch locks) {}

    /** Work to do while the locks are held. */
    public interface Work<T> {
        T with(State state) throws Exception;
    }

    /** Does the work. If another process holds a lock, returns at once what {@code busy} makes of the holder. */
    public <T> T run(Work<T> work, Function<String, T> busy) throws Exception {
        Path folder = home.state();
        Optional<RunLock> lock = RunLock.tryAcquire(folder);
        if (lock.isEmpty()) {
            return busy.apply(new RunProgress(folder)
                    .read()
                    .map(run -> "process " + run.pid() + ", since " + run.startedAt())
                    .orElse("another process"));
        }
        try (RunLock held = lock.get();
                StateDatabase database = StateDatabase.open(
                        settings.state().address(), settings.collection().parallelism() + CONNECTIONS_BESIDE_SCANS)) {
            return cluster(held, database, work, busy);
        }
    }

    private <T> T cluster(RunLock home, StateDatabase database, Work<T> work, Function<String, T> busy)
            throws Exception {
        Optional<ClusterLock> lock = ClusterLock.tryAcquire(database);
        if (lock.isEmpty()) {
            return busy.apply(ClusterLock.holder(database).orElse("another machine"));
        }
        try (ClusterLock held = lock.get()) {
            FencedTransactions transactions = held.transactions(database);
            try {
                Outbox outbox = new Outbox(database.dataSource(), transactions, clock);
                outbox.recoverAbandoned();
                return work.with(new State(database, transactions, outbox, new LockWatch(home, held)));
            } catch (StateUnavailableException e) {
                throw e;
            } catch (Exception e) {
                // If the run may no longer store anything, report that cause.
                Optional<StateUnavailableException> trouble = transactions.trouble();
                throw trouble.isPresent() ? trouble.get() : e;
            }
        }
    }
}
