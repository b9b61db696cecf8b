package io.serviceping.collector;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * SHA-256, as bytes and as a member of {@code Content-Digest} (RFC 9530). The sender has an implementation of its own,
 * so that each side tests the other.
 */
public final class Sha256 {
    private Sha256() {}

    /** The hash: 32 bytes. */
    public static byte[] of(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@code sha-256=:base64:}. */
    public static String contentDigest(byte[] content) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(of(content)) + ":";
    }
}
