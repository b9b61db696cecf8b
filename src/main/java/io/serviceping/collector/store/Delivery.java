package io.serviceping.collector.store;

/** A ping that passed every check, in its envelope. */
public record Delivery(Ping ping, ReceivedContent envelope) {
    String digest() {
        return envelope.headers().digest();
    }
}
