package io.serviceping.collector.store;

/** The content of an authorized delivery whose digest matches. It has not been parsed. */
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

    /** The bytes as sent. */
    public byte[] content() {
        return content;
    }
}
