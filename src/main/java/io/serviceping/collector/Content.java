package io.serviceping.collector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Content of bounded size: as sent, and unzipped. */
final class Content {
    private final Limits limits;

    Content(Limits limits) {
        this.limits = limits;
    }

    byte[] read(InputStream in) throws IOException, Refusal {
        return bounded(in, limits.sentBytes(), "the content must be at most " + limits.sentBytes() + " bytes as sent");
    }

    /** Stops at the limit, whatever a small gzip would grow to. */
    byte[] unzip(byte[] sent) throws Refusal {
        int most = limits.plainBytes(sent.length);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            return bounded(in, most, "the content must be at most " + most + " bytes unzipped");
        } catch (IOException e) {
            throw new Refusal(400, "the content is not gzip, though Content-Encoding says so");
        }
    }

    /** Reads what a refused client is still sending, so that it gets to read the answer; gives up after a while. */
    void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        long left = 2L * limits.sentBytes();
        int read = 0;
        while (read >= 0 && left > 0) {
            read = in.read(buffer);
            left -= read;
        }
    }

    private static byte[] bounded(InputStream in, int limit, String error) throws IOException, Refusal {
        byte[] bytes = in.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new Refusal(413, error);
        }
        return bytes;
    }
}
