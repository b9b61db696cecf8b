package io.serviceping.submit;

import io.serviceping.outbox.Ping;
import io.serviceping.outbox.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** Reads the receipt in an answer's body. */
public final class ReceiptReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ReceiptReader() {}

    /** A receipt for this ping, or what speaks against one. */
    public sealed interface Found {
        /** It is for this ping and its bytes. */
        record Matching(Receipt receipt) implements Found {}

        /**
         * It looks like a receipt, but not for this.
         *
         * @param problem the rest of a sentence that begins with the answer
         */
        record Other(String problem) implements Found {}

        /** It is something else. */
        record None() implements Found {}
    }

    /** The documents of a text that holds several, one after the other; up to the first that is not JSON, which counts. */
    public static List<String> split(String text) {
        List<String> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> nodes = JSON.readerFor(JsonNode.class).readValues(text)) {
            while (nodes.hasNextValue()) {
                documents.add(nodes.nextValue().toString());
            }
        } catch (JacksonException e) {
            documents.add(text);
        }
        return documents;
    }

    /** The ping that an answer says it is for; empty where it does not say. */
    public static Optional<UUID> pingId(String body) {
        try {
            return Optional.of(
                    UUID.fromString(JSON.readTree(body).path("ping_id").asString("")));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What an answer is to this ping. */
    public static Found read(String body, Ping ping, Instant receivedAt) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JacksonException e) {
            return new Found.None();
        }
        if (!json.path("ping_id").isString() || !json.path("digest").isString()) {
            return new Found.None();
        }
        if (!json.path("ping_id").asString().equalsIgnoreCase(ping.pingId().toString())) {
            return new Found.Other("but its receipt names another ping");
        }
        if (!json.path("digest").asString().equals(ping.digest())) {
            return new Found.Other("but its receipt names another digest");
        }
        String receiptId = json.path("receipt_id").asString("");
        if (!Receipt.isReceiptId(receiptId)) {
            return new Found.Other("but its receipt has no usable receipt_id");
        }
        return new Found.Matching(
                new Receipt(receiptId, ping.pingId(), ping.digest(), receivedAt, raw(body, receiptId, ping)));
    }

    /** The answer as it came or, where it is too long to keep, the part that makes it a receipt. */
    private static String raw(String body, String receiptId, Ping ping) {
        return body.length() <= Receipt.LONGEST_RAW
                ? body
                : JSON.writeValueAsString(
                        Map.of("ping_id", ping.pingId().toString(), "digest", ping.digest(), "receipt_id", receiptId));
    }
}
