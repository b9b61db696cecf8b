package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What becomes of a delivery: stored, known already, or refused and kept aside. */
final class Reception {
    private static final int UNPROCESSABLE = 422;

    private final Rate rate;
    private final Intake intake;
    private final PingStore pings;
    private final RejectStore rejects;
    private final RequestThreads threads;

    Reception(Rate rate, Intake intake, PingStore pings, RejectStore rejects, RequestThreads threads) {
        this.rate = rate;
        this.intake = intake;
        this.pings = pings;
        this.rejects = rejects;
        this.threads = threads;
    }

    Answer receive(HttpExchange exchange) throws IOException, Refusal {
        rate.check(exchange.getRemoteAddress().getAddress());
        Envelope envelope = intake.receive(exchange);
        try {
            Delivery delivery = intake.open(envelope);
            return answer(threads.unlimited(() -> pings.keep(delivery)));
        } catch (Refusal refusal) {
            // What no later schema could take, such as a zip bomb, is not kept.
            if (refusal.answer().status() == UNPROCESSABLE) {
                threads.unlimited(() -> {
                    rejects.keep(envelope, UNPROCESSABLE, String.valueOf(refusal.getMessage()));
                    return true;
                });
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
            Delivery delivery = intake.open(reject.envelope());
            return threads.unlimited(() -> {
                boolean stored = !(pings.keep(delivery) instanceof Kept.Conflict);
                if (stored) {
                    rejects.delete(reject.id());
                }
                return stored;
            });
        } catch (Refusal stillRefused) {
            return false;
        }
    }

    private static Answer answer(Kept kept) throws Refusal {
        if (kept instanceof Kept.First first) {
            return Answer.json(201, first.receipt());
        }
        if (kept instanceof Kept.Again again) {
            return Answer.json(200, again.receipt());
        }
        throw new Refusal(UNPROCESSABLE, ((Kept.Conflict) kept).reason());
    }
}
