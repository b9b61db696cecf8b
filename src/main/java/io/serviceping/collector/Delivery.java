package io.serviceping.collector;

/** A ping that passed every check, with its content as sent. */
final class Delivery {
    private final Ping ping;
    private final PingHeaders headers;
    private final byte[] content;

    Delivery(Ping ping, PingHeaders headers, byte[] content) {
        this.ping = ping;
        this.headers = headers;
        this.content = content;
    }

    Ping ping() {
        return ping;
    }

    String digest() {
        return headers.digest();
    }

    boolean gzip() {
        return headers.gzip();
    }

    byte[] content() {
        return content;
    }
}
