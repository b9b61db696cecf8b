package io.serviceping.conformance;

import io.serviceping.collector.StandardWebhooks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A signing key of Standard Webhooks: {@code whsec_} (HMAC-SHA256) or {@code whsk_} (Ed25519), and base64. */
public final class SigningSecret {
    /** The bytes before the seed in PKCS8 (RFC 8410). */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final int SEED_BYTES = 32;

    private final boolean isSymmetric;
    private final byte[] key;

    private SigningSecret(boolean isSymmetric, byte[] key) {
        this.isSymmetric = isSymmetric;
        this.key = key;
    }

    /** Parses the text form. The exception's message does not repeat it. */
    public static SigningSecret of(String text) {
        boolean isSymmetric = text.startsWith("whsec_");
        if (!isSymmetric && !text.startsWith("whsk_")) {
            throw new IllegalArgumentException("a signing key must be whsec_ or whsk_ and base64");
        }
        byte[] key = decoded(text.substring(text.indexOf('_') + 1));
        if (!isSymmetric && key.length < SEED_BYTES) {
            throw new IllegalArgumentException("a key that begins with whsk_ must have 32 or 64 bytes");
        }
        return new SigningSecret(isSymmetric, isSymmetric ? key : Arrays.copyOf(key, SEED_BYTES));
    }

    private static byte[] decoded(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a signing key must be base64 behind its prefix");
        }
        if (key.length == 0) {
            throw new IllegalArgumentException("a signing key must not be empty");
        }
        return key;
    }

    String sign(byte[] content) {
        try {
            return isSymmetric
                    ? "v1," + base64(StandardWebhooks.hmac(key, content))
                    : "v1a," + base64(ed25519(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256 and Ed25519", e);
        }
    }

    /** A random key of the same kind, which the endpoint does not know. */
    SigningSecret stranger() {
        byte[] other = key.clone();
        other[0] ^= 1;
        return new SigningSecret(isSymmetric, other);
    }

    private byte[] ed25519(byte[] content) throws GeneralSecurityException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.writeBytes(PREFIX);
        encoded.writeBytes(key);
        PrivateKey seed =
                KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded.toByteArray()));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(seed);
        signature.update(content);
        return signature.sign();
    }

    private static String base64(byte[] signature) {
        return new String(Base64.getEncoder().encode(signature), StandardCharsets.US_ASCII);
    }
}
