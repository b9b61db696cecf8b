package io.serviceping.collector;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signed content of <a href="https://www.standardwebhooks.com">Standard Webhooks</a> 1.0.0 and its symmetric
 * signature. The sender has an implementation of its own, so that each side tests the other.
 */
public final class StandardWebhooks {
    private static final String HMAC = "HmacSHA256";

    private StandardWebhooks() {}

    /** {@code id.timestamp.content}. */
    public static byte[] signedContent(String id, String timestamp, byte[] content) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream(content.length + 64);
        signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
        signed.writeBytes(content);
        return signed.toByteArray();
    }

    /** HMAC-SHA256: 32 bytes. */
    public static byte[] hmac(byte[] secret, byte[] content) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(secret, HMAC));
        return mac.doFinal(content);
    }
}
