package io.serviceping.job.delivery;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.state.InstanceId;
import io.serviceping.state.StateUnavailableException;
import java.util.List;
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
     * Service Ping is off, or was switched off before all pings were tried.
     *
     * @param text who switched Service Ping off, in one line
     */
    public record Off(String text) implements Result {}

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
                                state.outbox().waiting()),
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
                            List<PingSummary> dropped = state.outbox().waiting().stream()
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
     * @param byHand whether to try pings before they are due, and to ignore the breaker
     */
    public Result deliver(boolean byHand) throws Exception {
        return new LockedInstallation(request.home(), request.settings(), request.clock())
                .run(state -> new OutboxCommands(request.asking(state.database())).deliver(state, byHand), Busy::new);
    }

    /** Puts every quarantined or held ping back in the queue, without delivering it. */
    public Result redrive() throws Exception {
        return new LockedInstallation(request.home(), request.settings(), request.clock())
                .run(
                        state -> {
                            List<UUID> back = state.outbox().waiting().stream()
                                    .map(PingSummary::pingId)
                                    .filter(id -> state.outbox().redrive(id)
                                            || state.outbox().release(id))
                                    .toList();
                            return new Tried(summaries(state, back));
                        },
                        Busy::new);
    }

    private Result deliver(LockedInstallation.State state, boolean byHand) throws StateUnavailableException {
        if (request.consent().known() instanceof ConsentDecision.Off off) {
            return new Off(off.text());
        }
        new Housekeeping(request, state).tidy();
        List<UUID> waiting =
                state.outbox().waiting().stream().map(PingSummary::pingId).toList();
        boolean stopped = new OutboxDelivery(request, state, byHand).deliver().isStoppedByOptOut();
        if (stopped && request.consent().known() instanceof ConsentDecision.Off off) {
            return new Off(off.text());
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
