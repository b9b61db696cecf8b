package io.serviceping.job;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.outbox.PingSummary;
import java.util.List;
import java.util.UUID;

/** Works on what the outbox holds, without counting anything. */
public final class OutboxRun {
    private final RunRequest request;

    public OutboxRun(RunRequest request) {
        this.request = request;
    }

    /** What came of it. */
    public sealed interface Result {}

    /** Another run is under way; nothing was done. */
    public record Busy(String who) implements Result {}

    /**
     * Service Ping is off, or was switched off before all was tried.
     *
     * @param text one line that says who switched it off
     */
    public record Off(String text) implements Result {}

    /** The pings that were worked on, the oldest first, as they are now. */
    public record Tried(List<PingSummary> pings) implements Result {}

    /**
     * Delivers, the oldest first.
     *
     * @param byHand whether also what is not due yet, and whatever the breaker says
     */
    public Result deliver(boolean byHand) throws Exception {
        return new Exclusive(request.home(), request.settings(), request.clock())
                .run(state -> new OutboxRun(request.asking(state.database())).deliver(state, byHand), Busy::new);
    }

    /** Puts every ping that was quarantined or held back in the queue; delivers nothing. */
    public Result redrive() throws Exception {
        return new Exclusive(request.home(), request.settings(), request.clock())
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

    private Result deliver(Exclusive.State state, boolean byHand) {
        if (request.consent().decide() instanceof ConsentDecision.Off off) {
            return new Off(off.text());
        }
        new Housekeeping(request, state).tidy();
        List<UUID> waiting =
                state.outbox().waiting().stream().map(PingSummary::pingId).toList();
        boolean stopped = new Postman(request, state, byHand).deliver().isStoppedByOptOut();
        if (stopped && request.consent().decide() instanceof ConsentDecision.Off off) {
            return new Off(off.text());
        }
        return new Tried(summaries(state, waiting));
    }

    private static List<PingSummary> summaries(Exclusive.State state, List<UUID> pings) {
        return pings.stream().flatMap(id -> state.outbox().summary(id).stream()).toList();
    }
}
