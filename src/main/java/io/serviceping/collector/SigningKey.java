package io.serviceping.collector;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** One key of Standard Webhooks 1.0.0. Recognizes signatures of its own kind. */
sealed interface SigningKey {
    boolean recognises(String signature, byte[] content) throws GeneralSecurityException;

    /** Parses {@code whsec_} or {@code whpk_} and base64. */
    static SigningKey of(String text) {
        try {
            if (text.startsWith("whsec_")) {
                return new Secret(Base64.getDecoder().decode(text.substring("whsec_".length())));
            } else if (text.startsWith("whpk_")) {
                return Ed25519.of(Base64.getDecoder().decode(text.substring("whpk_".length())));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a signing key does not have the form that its prefix names: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("a signing key must be whsec_ or whpk_ and base64");
    }

    /** The part after the version. Empty: another version, which no key recognizes. */
    private static byte[] signed(String signature, String version) {
        try {
            return signature.startsWith(version)
                    ? Base64.getDecoder().decode(signature.substring(version.length()))
                    : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** HMAC-SHA256; its signatures begin with {@code v1,}. */
    final class Secret implements SigningKey {
        private final byte[] secret;

        private Secret(byte[] secret) {
            this.secret = secret;
        }

        @Override
        public boolean recognises(String signature, byte[] content) throws GeneralSecurityException {
            return MessageDigest.isEqual(StandardWebhooks.hmac(secret, content), signed(signature, "v1,"));
        }
    }

    /** Ed25519; its signatures begin with {@code v1a,}. */
    final class Ed25519 implements SigningKey {
        /** The bytes before the key's 32 bytes in X.509 (RFC 8410). */
        private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

        private static final int KEY_BYTES = 32;
        private static final int SIGNATURE_BYTES = 64;

        private final PublicKey key;

        private Ed25519(PublicKey key) {
            this.key = key;
        }

        private static Ed25519 of(byte[] bytes) throws GeneralSecurityException {
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException("an Ed25519 key has 32 bytes but it has " + bytes.length);
            }
            byte[] encoded = new byte[PREFIX.length + KEY_BYTES];
            System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
            System.arraycopy(bytes, 0, encoded, PREFIX.length, KEY_BYTES);
            return new Ed25519(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        }

        @Override
        public boolean recognises(String signature, byte[] content) throws GeneralSecurityException {
            byte[] signed = signed(signature, "v1a,");
            if (signed.length != SIGNATURE_BYTES) {
                return false;
            }
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(content);
            return verifier.verify(signed);
        }
    }
}
