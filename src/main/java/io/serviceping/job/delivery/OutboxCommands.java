package io.serviceping.job.delivery;

import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.installation.Withdrawal;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.state.InstanceId;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.time.Period;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Commands on the outbox that count nothing. */
public final class OutboxCommands {
    private final RunRequest request;

    public OutboxCommands(RunRequest request) {
        this.request = request;
    }

    /** The result of a command. */
    public sealed interface Result {}

    /** Another run is under way; nothing was done. */
    public record Busy(String who) implements Result {}

    /**
     * Service Ping may not send, or was forbidden to before all pings were tried.
     *
     * @param text who forbids it, in one line
     */
    public record Forbidden(String text) implements Result {}

    /** The pings worked on, oldest first, in their new state. */
    public record Tried(List<PingSummary> pings) implements Result {}

    /**
     * This installation has a new id.
     *
     * @param dropped the pings given up, which waited under the old id; oldest first
     */
    public record Renewed(UUID before, UUID now, List<PingSummary> dropped) implements Result {}

    /** The installation's id, and the pings that {@link #renew} would give up. */
    public record Known(UUID instanceId, List<PingSummary> waiting) implements Result {}

    /** Shows what {@link #renew} would do. */
    public Result look() throws Exception {
        return new LockedInstallation(request.home(), request.settings(), request.clock())
                .run(
                        state -> new Known(
                                InstanceId.id(state.database(), request.clock()),
                                state.outbox().kept()),
                        Busy::new);
    }

    /**
     * Gives a new id to an installation that was copied from another. First gives up the pings that wait under the old
     * id, since the endpoint would take them for pings of the original.
     */
    public Result renew() throws Exception {
        return new LockedInstallation(request.home(), request.settings(), request.clock())
                .run(
                        state -> {
                            UUID before = InstanceId.id(state.database(), request.clock());
                            List<PingSummary> dropped = state.outbox().kept().stream()
                                    .filter(ping -> state.outbox().evict(ping.pingId()))
                                    .toList();
                            UUID now = InstanceId.renew(state.database(), state.transactions(), request.clock());
                            return new Renewed(before, now, dropped);
                        },
                        Busy::new);
    }

    /**
     * Delivers pings, oldest first.
     *
     * @return {@link Tried} with no ping if none of the chosen waits
     */
    public Result deliver(ChosenPings chosen) throws Exception {
        return new LockedInstallation(request.home(), request.settings(), request.clock())
                .run(state -> new OutboxCommands(request.asking(state.database())).deliver(state, chosen), Busy::new);
    }

    /** Puts every quarantined or held ping back in the queue, without delivering it. */
    public Result redrive() throws Exception {
        return new LockedInstallation(request.home(), request.settings(), request.clock())
                .run(
                        state -> {
                            List<UUID> back = state.outbox().waiting().stream()
                                    .map(PingSummary::pingId)
                                    .filter(state.outbox()::redrive)
                                    .toList();
                            return new Tried(summaries(state, back));
                        },
                        Busy::new);
    }

    /**
     * Puts the withdrawn ping of a week in the queue, without delivering it.
     *
     * @return {@link Tried} with no ping if none is withdrawn for this week
     */
    public Result release(Period week) throws Exception {
        return new LockedInstallation(request.home(), request.settings(), request.clock())
                .run(state -> new OutboxCommands(request.asking(state.database())).release(state, week), Busy::new);
    }

    private Result release(LockedInstallation.State state, Period week) throws IOException {
        Optional<String> forbidden = new Withdrawal(request).noSending(state.outbox());
        if (forbidden.isPresent()) {
            return new Forbidden(forbidden.get());
        }
        List<UUID> released = state.outbox().withdrawn().stream()
                .filter(ping -> ping.period().equals(week.toString()))
                .map(PingSummary::pingId)
                .filter(state.outbox()::release)
                .toList();
        return new Tried(summaries(state, released));
    }

    private Result deliver(LockedInstallation.State state, ChosenPings chosen)
            throws StateUnavailableException, IOException {
        Optional<String> forbidden = new Withdrawal(request).noSending(state.outbox());
        if (forbidden.isPresent()) {
            return new Forbidden(forbidden.get());
        }
        new Housekeeping(request, state).tidy();
        List<UUID> waiting = state.outbox().waiting().stream()
                .filter(chosen::has)
                .map(PingSummary::pingId)
                .toList();
        boolean stopped = new OutboxDelivery(request, state, chosen).deliver().isStoppedByOptOut();
        forbidden = request.consent().known().noSending();
        if (stopped && forbidden.isPresent()) {
            return new Forbidden(forbidden.get());
        }
        List<PingSummary> tried = summaries(state, waiting);
        if (!tried.stream().map(PingSummary::state).allMatch(PingState.DELIVERED::equals)) {
            state.locks().require();
        }
        return new Tried(tried);
    }

    private static List<PingSummary> summaries(LockedInstallation.State state, List<UUID> pings) {
        return pings.stream().flatMap(id -> state.outbox().summary(id).stream()).toList();
    }
}
