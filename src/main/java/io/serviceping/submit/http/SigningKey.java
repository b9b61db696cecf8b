package io.serviceping.submit.http;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of <a href="https://www.standardwebhooks.com">Standard Webhooks</a>: {@code whsec_} and base64 for HMAC-SHA256,
 * {@code whsk_} and base64 for Ed25519. {@code toString} hides it.
 */
sealed interface SigningKey {
    /** The signature after its version: {@code v1,base64} or {@code v1a,base64}. */
    String sign(byte[] content);

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException if the text is not a key; the message does not contain the text
     */
    static SigningKey parse(String text) {
        if (text.startsWith(Hmac.PREFIX)) {
            return Hmac.of(decoded(text, Hmac.PREFIX));
        }
        if (text.startsWith(Ed25519.PREFIX)) {
            return Ed25519.of(decoded(text, Ed25519.PREFIX));
        }
        throw new IllegalArgumentException("must start with whsec_ (HMAC-SHA256) or whsk_ (Ed25519)");
    }

    private static byte[] decoded(String text, String prefix) {
        try {
            return Base64.getDecoder().decode(text.substring(prefix.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be base64 after " + prefix);
        }
    }

    /** A secret that both sides have. */
    final class Hmac implements SigningKey {
        private static final String PREFIX = "whsec_";
        private static final int SHORTEST = 24;
        private static final int LONGEST = 64;

        private final SecretKeySpec key;

        private Hmac(SecretKeySpec key) {
            this.key = key;
        }

        private static Hmac of(byte[] bytes) {
            if (bytes.length < SHORTEST || bytes.length > LONGEST) {
                throw new IllegalArgumentException("must have " + SHORTEST + " to " + LONGEST + " bytes after " + PREFIX
                        + " but has " + bytes.length);
            }
            return new Hmac(new SecretKeySpec(bytes, "HmacSHA256"));
        }

        @Override
        public String sign(byte[] content) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has HmacSHA256", e);
            }
        }

        @Override
        public String toString() {
            return "Hmac[hidden]";
        }
    }

    /** A private key; the endpoint has the public key. */
    final class Ed25519 implements SigningKey {
        private static final String PREFIX = "whsk_";
        private static final int SEED = 32;
        private static final int SEED_AND_PUBLIC_KEY = 64;

        private final PrivateKey key;

        private Ed25519(PrivateKey key) {
            this.key = key;
        }

        private static Ed25519 of(byte[] bytes) {
            if (bytes.length != SEED && bytes.length != SEED_AND_PUBLIC_KEY) {
                throw new IllegalArgumentException(
                        "must have 32 bytes (the seed) or 64 (the seed and the public key) after " + PREFIX
                                + " but has " + bytes.length);
            }
            try {
                return new Ed25519(KeyFactory.getInstance("Ed25519")
                        .generatePrivate(
                                new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(bytes, SEED))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has Ed25519", e);
            }
        }

        @Override
        public String sign(byte[] content) {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(key);
                signature.update(content);
                return "v1a," + Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has Ed25519", e);
            }
        }

        @Override
        public String toString() {
            return "Ed25519[hidden]";
        }
    }
}
