package io.serviceping.collector.store;

/** What was sent, from somebody who may, with the digest it says; nobody has looked inside yet. */
public final class ReceivedContent {
    private final PingHeaders headers;
    private final byte[] content;

    public ReceivedContent(PingHeaders headers, byte[] content) {
        this.headers = headers;
        this.content = content;
    }

    public PingHeaders headers() {
        return headers;
    }

    /** As sent. */
    public byte[] content() {
        return content;
    }
}
