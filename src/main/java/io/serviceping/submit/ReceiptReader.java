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

    /** The result of reading an answer. */
    public sealed interface Found {
        /** A receipt for this ping and its bytes. */
        record Matching(Receipt receipt) implements Found {}

        /**
         * A receipt, but not for this ping and its bytes, or without a usable id.
         *
         * @param problem text that follows the answer's status
         */
        record Other(String problem) implements Found {}

        /** Not a receipt. */
        record None() implements Found {}
    }

    /**
     * The JSON documents of a text, one after the other. Reading ends at the first that is not JSON; the whole text is
     * then the last element.
     */
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

    /** The id of the ping that an answer names. Empty: it names none. */
    public static Optional<UUID> pingId(String body) {
        try {
            return Optional.of(
                    UUID.fromString(JSON.readTree(body).path("ping_id").asString("")));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Compares an answer with this ping. */
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

    /** The answer as received or, if it is too long to keep, only the fields of the receipt. */
    private static String raw(String body, String receiptId, Ping ping) {
        return body.length() <= Receipt.LONGEST_RAW
                ? body
                : JSON.writeValueAsString(
                        Map.of("ping_id", ping.pingId().toString(), "digest", ping.digest(), "receipt_id", receiptId));
    }
}
