package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import io.serviceping.collector.answer.Answer;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import io.serviceping.collector.store.ConflictStore;
import io.serviceping.collector.store.PingStore;
import io.serviceping.collector.store.ReceivedContent;
import io.serviceping.collector.store.RejectStore;
import io.serviceping.collector.store.StoreResult;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Handles a delivery: stores it, recognizes it as stored before, or refuses it and keeps the reject. */
final class DeliveryHandler {
    private static final int UNPROCESSABLE = 422;
    private static final String WHAT_TO_DO =
            " The installation that sent it is a copy of another one, or was restored from a backup. A copy, such as a"
                    + " staging system, needs an instance id of its own (service-ping new-instance). After a restore"
                    + " nothing is to be done: the pings of later periods are taken.";

    private final RateLimiter rate;
    private final DeliveryValidator intake;
    private final PingStore pings;
    private final RejectStore rejects;
    private final ConflictStore conflicts;
    private final RequestThreads threads;
    private final ContentBudget budget = new ContentBudget(Limits.CONTENT_BYTES);

    DeliveryHandler(
            RateLimiter rate,
            DeliveryValidator intake,
            PingStore pings,
            RejectStore rejects,
            ConflictStore conflicts,
            RequestThreads threads) {
        this.rate = rate;
        this.intake = intake;
        this.pings = pings;
        this.rejects = rejects;
        this.conflicts = conflicts;
        this.threads = threads;
    }

    Answer receive(HttpExchange exchange) throws IOException, RefusalException {
        rate.check(exchange.getRemoteAddress().getAddress());
        try (ContentBudget.Share share = budget.share()) {
            ReceivedContent envelope = intake.receive(exchange, share);
            return threads.unlimited(() -> taken(envelope));
        }
    }

    private Answer taken(ReceivedContent envelope) throws RefusalException {
        try {
            return answer(pings.keep(intake.open(envelope)));
        } catch (RefusalException refusal) {
            // Content that no later schema could accept, such as a zip bomb, is not kept.
            if (refusal.answer().status() == UNPROCESSABLE) {
                rejects.keep(envelope, UNPROCESSABLE, String.valueOf(refusal.getMessage()));
            }
            throw refusal;
        }
    }

    /** Stores the rejects that are valid now. */
    Answer replay() {
        int taken = 0;
        int left = 0;
        Optional<RejectStore.Stored> next = next(0);
        while (next.isPresent()) {
            RejectStore.Stored reject = next.get();
            if (taken(reject)) {
                taken++;
            } else {
                left++;
            }
            next = next(reject.id());
        }
        return Answer.json(200, Map.of("taken", taken, "left", left));
    }

    private Optional<RejectStore.Stored> next(long id) {
        return threads.unlimited(() -> rejects.next(id));
    }

    private boolean taken(RejectStore.Stored reject) {
        try {
            return threads.unlimited(() -> {
                boolean stored = !(pings.keep(intake.open(reject.envelope())) instanceof StoreResult.Conflict);
                if (stored) {
                    rejects.delete(reject.id());
                }
                return stored;
            });
        } catch (RefusalException stillRefused) {
            return false;
        }
    }

    private Answer answer(StoreResult outcome) throws RefusalException {
        if (outcome instanceof StoreResult.First first) {
            return Answer.json(201, first.receipt());
        }
        if (outcome instanceof StoreResult.Again again) {
            return Answer.json(200, again.receipt());
        }
        StoreResult.Conflict conflict = (StoreResult.Conflict) outcome;
        conflicts.note(conflict);
        throw new RefusalException(Problem.Kind.CONFLICT, conflict.reason() + WHAT_TO_DO);
    }
}
