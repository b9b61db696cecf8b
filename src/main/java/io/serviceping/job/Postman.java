package io.serviceping.job;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.outbox.Outbox;
import io.serviceping.submit.Delivery;
import io.serviceping.submit.DeliveryReport;
import io.serviceping.submit.Endpoint;
import io.serviceping.submit.Pause;
import io.serviceping.submit.RetryPolicy;
import io.serviceping.submit.Transport;
import java.util.List;
import java.util.random.RandomGenerator;

/** Delivers what the outbox holds while Service Ping is on, and remembers what came of it. */
final class Postman {
    private final RunRequest request;
    private final Outbox outbox;
    private final boolean dueOrNot;
    private DeliveryReport report = new DeliveryReport(List.of());

    /**
     * @param dueOrNot whether to try what is not due yet, too: for a command given by hand
     */
    Postman(RunRequest request, Outbox outbox, boolean dueOrNot) {
        this.request = request;
        this.outbox = outbox;
        this.dueOrNot = dueOrNot;
    }

    /** What the delivery did; empty before it. */
    DeliveryReport report() {
        return report;
    }

    DeliveryReport deliver() {
        Delivery delivery = delivery();
        report = dueOrNot ? delivery.deliverQueued(this::isOn) : delivery.deliverDue(this::isOn);
        return report;
    }

    private boolean isOn() {
        return request.consent().decide() instanceof ConsentDecision.On;
    }

    private Delivery delivery() {
        Endpoint endpoint = request.settings()
                .endpoint()
                .orElseThrow(() -> new IllegalStateException("a command that sends asks for the endpoint first"));
        return new Delivery(
                outbox,
                new Transport(endpoint, Version.current()),
                RetryPolicy.standard(),
                RandomGenerator.getDefault(),
                request.clock(),
                Pause.sleeping());
    }
}
