package io.serviceping.job.status;

import io.serviceping.consent.Consent;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.consent.OptedOutPeriods;
import io.serviceping.consent.SharedOptOut;
import io.serviceping.count.CountingStore;
import io.serviceping.count.incremental.FutureRows;
import io.serviceping.count.incremental.IncrementalStore;
import io.serviceping.job.installation.Home;
import io.serviceping.job.installation.MissingValue;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.BegunPeriods;
import io.serviceping.outbox.Breaker;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.PingSummary;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.ClusterLock;
import io.serviceping.state.CommandRuns;
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

/** The facts that {@code status} shows. Works during a run too. */
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

    /** Of the installation that a command works on. */
    public static InstallationStatus of(RunRequest request) {
        return new InstallationStatus(request.home(), request.settings(), request.consent(), request.clock());
    }

    /**
     * A run under way.
     *
     * @param progress empty: the run is on another machine, or its progress is not known
     * @param who the run's process or machine, as far as known
     */
    public record Running(Optional<RunProgress.Snapshot> progress, String who) {}

    /**
     * The facts from the state database.
     *
     * @param waiting all pings neither delivered, withdrawn nor given up, oldest first
     * @param withdrawn the pings that nobody has agreed to send, oldest first
     * @param attempts for the waiting pings; the attempts of one ping first to last
     * @param gaps periods since the first known one without a ping, or whose ping was given up; oldest first
     * @param breaker of the endpoint; empty: no endpoint is configured
     * @param apart metrics that made their shared scan fail in the last counting
     * @param futureRows the append-only tables of which each ping counts a part again, because of rows in the future
     * @param incomplete empty: every metric of the last frozen ping that was to be counted has a value
     * @param next the period to report now, or next
     */
    public record OutboxStatus(
            UUID instanceId,
            Optional<PingSummary> lastDelivered,
            List<PingSummary> waiting,
            List<PingSummary> withdrawn,
            List<Attempt> attempts,
            List<Gap> gaps,
            Optional<Breaker> breaker,
            List<CountingStore.Apart> apart,
            List<FutureRows> futureRows,
            Optional<Incomplete> incomplete,
            Period next) {}

    /** The last frozen ping, if metrics that were to be counted have no value in it. */
    public record Incomplete(String period, List<MissingValue> missing) {}

    /**
     * The status of the installation.
     *
     * @param running the run under way, on this machine or another
     * @param asked who decides on consent, the flag in a shared state database included
     * @param runs the commands of this home folder that counted or sent
     * @param outbox empty while a run holds an H2 file
     */
    public record View(
            Optional<Running> running, Consent.Sources asked, CommandRuns runs, Optional<OutboxStatus> outbox) {
        /** Whether Service Ping may count and send. */
        public ConsentDecision consent() {
            return asked.decision();
        }
    }

    /**
     * Reads the status.
     *
     * @throws StateUnavailableException when the state database cannot be read
     */
    public View look() throws StateUnavailableException, SQLException {
        Optional<Running> here = RunLock.isHeld(home.state()) ? Optional.of(here()) : Optional.empty();
        if (here.isPresent() && settings.state().isH2()) {
            return new View(here, consent.look(), runs(), Optional.empty());
        }
        try (StateDatabase state = StateDatabase.open(settings.state().address(), 2)) {
            Optional<Running> elsewhere = ClusterLock.holder(state).map(who -> new Running(Optional.empty(), who));
            Consent asked = state.isShared() ? consent.and(new SharedOptOut(state.dataSource())) : consent;
            return new View(here.or(() -> elsewhere), asked.look(), runs(), Optional.of(books(state)));
        }
    }

    private CommandRuns runs() {
        return CommandRuns.read(home.state());
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
        boolean done = outbox.find(instance, last.toString()).isPresent();
        return new OutboxStatus(
                instance,
                outbox.latestDelivered(instance),
                outbox.waiting(),
                outbox.withdrawn(),
                outbox.attemptsOfWaiting(),
                gaps(state, instance, outbox.recent(YEARS_OF_WEEKS)).before(last),
                settings.endpoint()
                        .map(endpoint -> StageFactory.breakers(
                                        state.dataSource(), transactions, endpoint, settings.outbox(), clock)
                                .read()),
                new CountingStore(state.dataSource()).lastApart(instance),
                IncrementalStore.futureRows(state.dataSource()),
                incomplete(state, outbox),
                done ? last.next() : last);
    }

    private static Optional<Incomplete> incomplete(StateDatabase state, Outbox outbox) {
        return outbox.recent(1).stream()
                .flatMap(ping -> outbox.find(ping.pingId()).stream())
                .map(ping -> new Incomplete(ping.period(), MissingValue.of(ping, state)))
                .filter(ping -> !ping.missing().isEmpty())
                .findFirst();
    }

    private GapLedger gaps(StateDatabase state, UUID instance, List<PingSummary> pings) {
        return new GapLedger(
                pings,
                new BegunPeriods(state.dataSource(), new JdbcTransactionManager(state.dataSource()), clock)
                        .of(instance),
                new OptedOutPeriods(home.folder()).read());
    }
}
