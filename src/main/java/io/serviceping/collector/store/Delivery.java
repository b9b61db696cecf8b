package io.serviceping.collector.store;

/** A ping that passed every check, with the content as received. */
public record Delivery(Ping ping, ReceivedContent envelope) {
    String digest() {
        return envelope.headers().digest();
    }
}
