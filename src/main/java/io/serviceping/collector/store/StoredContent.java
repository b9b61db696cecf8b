package io.serviceping.collector.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** The content of a stored ping, as it was sent. */
public final class StoredContent {
    private final boolean gzip;
    private final byte[] sent;

    StoredContent(boolean gzip, byte[] sent) {
        this.gzip = gzip;
        this.sent = sent;
    }

    /** Size in bytes, as sent. */
    int size() {
        return sent.length;
    }

    /** Unzips the content while it is read. */
    public InputStream plain() throws IOException {
        InputStream in = new ByteArrayInputStream(sent);
        return gzip ? new GZIPInputStream(in) : in;
    }
}
