package io.serviceping.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * The endpoint's confirmation that it has stored the ping.
 *
 * @param receiptId the endpoint's name for this receipt: 1 to 255 printable ASCII characters
 * @param digest the Content-Digest of what the endpoint stored
 * @param receivedAt by our clock
 * @param raw the answer's JSON, at most 4096 characters
 */
public record Receipt(String receiptId, UUID pingId, String digest, Instant receivedAt, String raw) {
    /** The longest JSON stored, in characters. */
    public static final int LONGEST_RAW = 4096;

    private static final int LONGEST_ID = 255;

    public Receipt {
        if (!isReceiptId(receiptId)) {
            throw new IllegalArgumentException("receiptId must have 1 to " + LONGEST_ID
                    + " printable ASCII characters but had " + receiptId.length());
        }
        if (raw.length() > LONGEST_RAW) {
            throw new IllegalArgumentException(
                    "raw must have at most " + LONGEST_RAW + " characters but had " + raw.length());
        }
    }

    /** Whether a text can be a receipt's id. */
    public static boolean isReceiptId(String text) {
        return !text.isBlank() && text.length() <= LONGEST_ID && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** Whether this receipt is for exactly this ping. */
    public boolean isFor(Ping ping) {
        return pingId.equals(ping.pingId()) && digest.equals(ping.digest());
    }
}
