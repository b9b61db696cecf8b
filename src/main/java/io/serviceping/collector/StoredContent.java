package io.serviceping.collector;

/** The content of a stored ping, as it was sent. */
final class StoredContent {
    private final boolean gzip;
    private final byte[] sent;

    StoredContent(boolean gzip, byte[] sent) {
        this.gzip = gzip;
        this.sent = sent;
    }

    byte[] plain(Content content) throws Refusal {
        return gzip ? content.unzip(sent) : sent;
    }
}
