package io.serviceping.collector;

import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Reads content up to a limit: as sent, and unzipped. */
final class Content {
    private static final int SEGMENT = 8 * 1024;

    private final Limits limits;

    Content(Limits limits) {
        this.limits = limits;
    }

    /** Reads part by part, and takes each part's size from the budget of all requests. */
    byte[] read(InputStream in, ContentBudget.Share share) throws IOException, RefusalException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] segment = new byte[SEGMENT];
        for (int read = in.read(segment); read >= 0; read = in.read(segment)) {
            if (content.size() + read > limits.sentBytes()) {
                throw tooLarge(limits.sentBytes(), "as sent");
            }
            share.grow(read);
            content.write(segment, 0, read);
        }
        return content.toByteArray();
    }

    /** Stops at the limit, whatever size the gzip would have. */
    byte[] unzip(byte[] sent) throws RefusalException {
        int most = limits.plainBytes(sent.length);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            byte[] plain = in.readNBytes(most + 1);
            if (plain.length > most) {
                throw tooLarge(most, "unzipped");
            }
            return plain;
        } catch (IOException e) {
            throw new RefusalException(
                    Problem.Kind.MALFORMED, "The content is not gzip, though Content-Encoding says so.");
        }
    }

    /** Reads the rest of a refused request, so that the client can read the answer. Stops after a limit. */
    void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        long left = 2L * limits.sentBytes();
        int read = 0;
        while (read >= 0 && left > 0) {
            read = in.read(buffer);
            left -= read;
        }
    }

    private static RefusalException tooLarge(int limit, String how) {
        return new RefusalException(
                Problem.Kind.TOO_LARGE, "The content must have at most " + limit + " bytes " + how + ".");
    }
}
