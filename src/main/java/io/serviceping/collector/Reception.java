package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import io.serviceping.collector.answer.Answer;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.Refusal;
import io.serviceping.collector.store.ConflictStore;
import io.serviceping.collector.store.Envelope;
import io.serviceping.collector.store.Kept;
import io.serviceping.collector.store.PingStore;
import io.serviceping.collector.store.RejectStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What becomes of a delivery: stored, known already, or refused and kept aside. */
final class Reception {
    private static final int UNPROCESSABLE = 422;
    private static final String WHAT_TO_DO =
            " The installation that sent it is a copy of another one, or was restored from a backup. A copy, such as a"
                    + " staging system, needs an instance id of its own (service-ping new-instance). After a restore"
                    + " nothing is to be done: the pings of later periods are taken.";

    private final Rate rate;
    private final Intake intake;
    private final PingStore pings;
    private final RejectStore rejects;
    private final ConflictStore conflicts;
    private final RequestThreads threads;
    private final ContentBudget budget = new ContentBudget(Limits.CONTENT_BYTES);

    Reception(
            Rate rate,
            Intake intake,
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

    Answer receive(HttpExchange exchange) throws IOException, Refusal {
        rate.check(exchange.getRemoteAddress().getAddress());
        try (ContentBudget.Share share = budget.share()) {
            Envelope envelope = intake.receive(exchange, share);
            return threads.unlimited(() -> taken(envelope));
        }
    }

    private Answer taken(Envelope envelope) throws Refusal {
        try {
            return answer(pings.keep(intake.open(envelope)));
        } catch (Refusal refusal) {
            // What no later schema could take, such as a zip bomb, is not kept.
            if (refusal.answer().status() == UNPROCESSABLE) {
                rejects.keep(envelope, UNPROCESSABLE, String.valueOf(refusal.getMessage()));
            }
            throw refusal;
        }
    }

    /** Takes in what now passes. */
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
                boolean stored = !(pings.keep(intake.open(reject.envelope())) instanceof Kept.Conflict);
                if (stored) {
                    rejects.delete(reject.id());
                }
                return stored;
            });
        } catch (Refusal stillRefused) {
            return false;
        }
    }

    private Answer answer(Kept kept) throws Refusal {
        if (kept instanceof Kept.First first) {
            return Answer.json(201, first.receipt());
        }
        if (kept instanceof Kept.Again again) {
            return Answer.json(200, again.receipt());
        }
        Kept.Conflict conflict = (Kept.Conflict) kept;
        conflicts.note(conflict);
        throw new Refusal(Problem.Kind.CONFLICT, conflict.reason() + WHAT_TO_DO);
    }
}
