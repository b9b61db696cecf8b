package io.serviceping.collector;

/** What was sent, from somebody who may, with the digest it says; nobody has looked inside yet. */
final class Envelope {
    private final PingHeaders headers;
    private final byte[] content;

    Envelope(PingHeaders headers, byte[] content) {
        this.headers = headers;
        this.content = content;
    }

    PingHeaders headers() {
        return headers;
    }

    /** As sent. */
    byte[] content() {
        return content;
    }
}
