package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import io.serviceping.collector.answer.Json;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import io.serviceping.collector.answer.SchemaError;
import io.serviceping.collector.store.Delivery;
import io.serviceping.collector.store.Ping;
import io.serviceping.collector.store.PingHeaders;
import io.serviceping.collector.store.ReceivedContent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Checks one delivery in this order: headers, size, digest, signature, JSON, schema, key. */
final class DeliveryValidator {
    /** Size as sent. */
    private static final int SMALL_BYTES = 32 * 1024;

    private static final int SMALL_TOKENS = 50_000;

    private final PayloadSchema schema;
    private final Content content;
    private final WebhookSignature signature;
    private final ParseTurns turns = new ParseTurns();

    DeliveryValidator(PayloadSchema schema, Content content, WebhookSignature signature) {
        this.schema = schema;
        this.content = content;
        this.signature = signature;
    }

    ReceivedContent receive(HttpExchange exchange, ContentBudget.Share share) throws IOException, RefusalException {
        PingHeaders headers = PingHeaders.read(exchange.getRequestHeaders());
        byte[] sent = content.read(exchange.getRequestBody(), share);
        if (!Sha256.contentDigest(sent).equals(headers.digest())) {
            throw new RefusalException(
                    Problem.Kind.MALFORMED, "Content-Digest is not the digest of the content received.");
        }
        signature.check(exchange.getRequestHeaders(), headers, sent);
        return new ReceivedContent(headers, sent);
    }

    /** May wait while others are parsed. */
    Delivery open(ReceivedContent envelope) throws RefusalException {
        if (envelope.content().length <= SMALL_BYTES) {
            Optional<Delivery> small = turns.small(() -> opened(envelope, SMALL_TOKENS));
            if (small.isPresent()) {
                return small.get();
            }
        }
        return turns.large(() -> opened(envelope, Json.MOST_TOKENS)).orElseThrow();
    }

    /** Empty: it has more tokens. The tokens are counted before the document becomes a tree. */
    private Optional<Delivery> opened(ReceivedContent envelope, int mostTokens) throws RefusalException {
        PingHeaders headers = envelope.headers();
        byte[] plain = headers.gzip() ? content.unzip(envelope.content()) : envelope.content();
        try {
            if (Json.check(plain) > mostTokens) {
                return Optional.empty();
            }
            JsonNode document = Json.readStrictly(plain);
            if (document.isMissingNode()) {
                throw notJson("it is empty");
            }
            return Optional.of(new Delivery(ping(document, headers.pingId()), envelope));
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    private Ping ping(JsonNode document, UUID expected) throws RefusalException {
        List<SchemaError> errors = schema.check(document);
        if (!errors.isEmpty()) {
            SchemaError first = errors.get(0);
            String more = errors.size() == 1 ? "" : "; " + (errors.size() - 1) + " more in errors";
            throw new RefusalException(
                    Problem.Kind.NOT_A_PING,
                    "It is unlike the schema service-ping-1: " + first.at() + " " + first.message() + more + ".",
                    errors);
        }
        Ping ping = Ping.of(document);
        if (!ping.pingId().equals(expected)) {
            throw new RefusalException(Problem.Kind.MALFORMED, "Idempotency-Key is not the ping_id of the payload.");
        }
        return ping;
    }

    private static RefusalException notJson(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage()).replaceAll(", from `[^`]*`", "");
        if (e.getLocation() != null && e.getLocation().getLineNr() > 0) {
            message += ", line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr();
        }
        return notJson(message);
    }

    private static RefusalException notJson(String message) {
        return new RefusalException(
                Problem.Kind.NOT_A_PING,
                "It is not strict JSON in UTF-8, or goes beyond a bound: " + message + ".",
                List.of(new SchemaError("", message)));
    }
}
