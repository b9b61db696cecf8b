package io.serviceping.job.status;

import io.serviceping.consent.Consent;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.consent.OptedOutPeriods;
import io.serviceping.consent.SharedOptOut;
import io.serviceping.count.CountingStore;
import io.serviceping.count.incremental.FutureRows;
import io.serviceping.count.incremental.IncrementalStore;
import io.serviceping.job.installation.Home;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.BegunPeriods;
import io.serviceping.outbox.Breaker;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.ClusterLock;
import io.serviceping.state.InstanceId;
import io.serviceping.state.RunLock;
import io.serviceping.state.RunProgress;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.time.Period;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** How things stand, for {@code status}: answers while a run is under way too. */
public final class InstallationStatus {
    private static final int YEARS_OF_WEEKS = 520;

    private final Home home;
    private final ServicePingSettings settings;
    private final Consent consent;
    private final InstantSource clock;

    public InstallationStatus(Home home, ServicePingSettings settings, Consent consent, InstantSource clock) {
        this.home = home;
        this.settings = settings;
        this.consent = consent;
        this.clock = clock;
    }

    /**
     * A run under way.
     *
     * @param progress empty where it runs on another machine
     * @param who as far as is known
     */
    public record Running(Optional<RunProgress.Snapshot> progress, String who) {}

    /**
     * What the state database tells.
     *
     * @param waiting everything not delivered, oldest first
     * @param attempts made for what waits; those of one ping first to last
     * @param gaps weeks since the first one known that have no ping, or one that was given up; oldest first
     * @param breaker of the endpoint; empty where none is configured
     * @param apart metrics of the last counting that made the scan fail that they were to share
     * @param futureRows the tables of which a part is counted again by each ping, since rows of the future are there
     * @param next the week that has its turn now, or is the next to have it
     */
    public record OutboxStatus(
            UUID instanceId,
            Optional<PingSummary> lastDelivered,
            List<PingSummary> waiting,
            List<Attempt> attempts,
            List<Gap> gaps,
            Optional<Breaker> breaker,
            List<CountingStore.Apart> apart,
            List<FutureRows> futureRows,
            Period next) {}

    /**
     * How things stand.
     *
     * @param running the run that is under way, on this machine or another
     * @param consent by the flag in a shared state database, too
     * @param books empty while a run has an H2 file to itself
     */
    public record View(Optional<Running> running, ConsentDecision consent, Optional<OutboxStatus> books) {}

    /**
     * Looks.
     *
     * @throws StateUnavailableException when the state database cannot be read
     */
    public View look() throws StateUnavailableException, SQLException {
        Optional<Running> here = RunLock.isHeld(home.state()) ? Optional.of(here()) : Optional.empty();
        if (here.isPresent() && settings.state().isH2()) {
            return new View(here, consent.decide(), Optional.empty());
        }
        try (StateDatabase state = StateDatabase.open(settings.state().address(), 2)) {
            Optional<Running> elsewhere = ClusterLock.holder(state).map(who -> new Running(Optional.empty(), who));
            Consent asked = state.isShared() ? consent.and(new SharedOptOut(state.dataSource())) : consent;
            return new View(here.or(() -> elsewhere), asked.decide(), Optional.of(books(state)));
        }
    }

    private Running here() {
        Optional<RunProgress.Snapshot> progress = new RunProgress(home.state()).read();
        return new Running(progress, progress.map(run -> "process " + run.pid()).orElse("another process"));
    }

    private OutboxStatus books(StateDatabase state) {
        UUID instance = InstanceId.id(state, clock);
        JdbcTransactionManager transactions = new JdbcTransactionManager(state.dataSource());
        Outbox outbox = new Outbox(state.dataSource(), transactions, clock);
        Period last = Period.lastCompleteAt(clock.instant());
        boolean done = outbox.find(instance, last.toString())
                .map(Ping::state)
                .filter(PingState.DELIVERED::equals)
                .isPresent();
        return new OutboxStatus(
                instance,
                outbox.latestDelivered(instance),
                outbox.waiting(),
                outbox.attemptsOfWaiting(),
                gaps(state, instance, outbox.recent(YEARS_OF_WEEKS)).before(last),
                settings.endpoint()
                        .map(endpoint -> StageFactory.breakers(
                                        state.dataSource(), transactions, endpoint, settings.outbox(), clock)
                                .read()),
                new CountingStore(state.dataSource()).lastApart(instance),
                IncrementalStore.futureRows(state.dataSource()),
                done ? last.next() : last);
    }

    private GapLedger gaps(StateDatabase state, UUID instance, List<PingSummary> pings) {
        return new GapLedger(
                pings,
                new BegunPeriods(state.dataSource(), new JdbcTransactionManager(state.dataSource()), clock)
                        .of(instance),
                new OptedOutPeriods(home.folder()).read());
    }
}
