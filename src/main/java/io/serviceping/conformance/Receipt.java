package io.serviceping.conformance;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The three required members of a receipt. */
record Receipt(String pingId, String digest, String receiptId) {
    private static final int LONGEST_ID = 255;
    private static final int LONGEST_SHOWN = 100;

    static Receipt of(Answer answer, SentPing ping) throws UnmetException {
        if (!answer.isAcceptance()) {
            throw new UnmetException("answered " + answer + " to a ping that is right");
        }
        JsonNode json = json(answer);
        Receipt receipt = new Receipt(
                json.path("ping_id").asString(""),
                json.path("digest").asString(""),
                json.path("receipt_id").asString(""));
        receipt.check(ping);
        return receipt;
    }

    private static JsonNode json(Answer answer) throws UnmetException {
        if (answer.body().getBytes(StandardCharsets.UTF_8).length > Answer.LONGEST) {
            throw new UnmetException("answered with more than 64 KiB");
        }
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            throw new UnmetException("answered " + answer + ", whose content is not JSON, to a ping that is right");
        }
    }

    private void check(SentPing ping) throws UnmetException {
        if (!pingId.equals(ping.pingId().toString())) {
            throw new UnmetException("the receipt's ping_id is \"" + shown(pingId) + "\" and not the ping's");
        }
        if (!digest.equals(ping.digest())) {
            throw new UnmetException(
                    "the receipt's digest is \"" + shown(digest) + "\" and not the Content-Digest as it was sent");
        }
        if (receiptId.isEmpty()
                || receiptId.length() > LONGEST_ID
                || !receiptId.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new UnmetException("the receipt's receipt_id is not a string of 1 to 255 printable ASCII characters");
        }
    }

    /** The endpoint's text for a terminal: short, without control characters. */
    private static String shown(String text) {
        String start = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return start.replaceAll("\\p{C}", "?");
    }

    @Override
    public String toString() {
        return "receipt_id \"" + receiptId + "\"";
    }
}
