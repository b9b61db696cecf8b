package io.serviceping.outbox;

import io.serviceping.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A ping's JSON, compressed with gzip: exactly the bytes that are sent. Equal when the bytes are. */
public final class GzipContent {
    private final byte[] bytes;

    private GzipContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Compresses JSON. The header holds no time, so that one JDK makes the same bytes of the same JSON. */
    public static GzipContent gzip(byte[] json) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(json.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new GzipContent(compressed.toByteArray());
    }

    /** Takes compressed bytes, unchanged. */
    public static GzipContent ofStored(byte[] bytes) {
        return new GzipContent(bytes.clone());
    }

    /** Whether the bytes have been dropped, long after a delivery or because the ping was given up. */
    public boolean isDropped() {
        return bytes.length == 0;
    }

    /** A copy of the compressed bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The JSON, decompressed.
     *
     * @throws UncheckedIOException when the bytes are dropped, or are not gzip because the state database is damaged
     */
    public byte[] json() {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Content-Digest header (RFC 9530) over the compressed bytes: {@code sha-256=:base64:}. */
    public String digest() {
        return Sha256.contentDigest(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GzipContent that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Encoded[" + bytes.length + " bytes]";
    }
}
