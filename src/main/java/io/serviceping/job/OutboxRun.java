package io.serviceping.job;

import io.serviceping.outbox.PingSummary;
import java.util.List;
import java.util.UUID;

/** Delivers what waits in the outbox, without counting anything. */
public final class OutboxRun {
    private final RunRequest request;

    public OutboxRun(RunRequest request) {
        this.request = request;
    }

    /** What came of it. */
    public sealed interface Result {}

    /** Another run is under way; nothing was done. */
    public record Busy(String who) implements Result {}

    /** All that was waiting, the oldest first, as it is now. */
    public record Tried(List<PingSummary> pings) implements Result {}

    /** Delivers, the oldest first, due or not. */
    public Result deliver() throws Exception {
        return new Exclusive(request.home(), request.settings(), request.clock()).run(this::deliver, Busy::new);
    }

    private Result deliver(Exclusive.State state) {
        List<UUID> waiting =
                state.outbox().waiting().stream().map(PingSummary::pingId).toList();
        new Postman(request, state.outbox(), true).deliver();
        return new Tried(waiting.stream()
                .flatMap(id -> state.outbox().summary(id).stream())
                .toList());
    }
}
