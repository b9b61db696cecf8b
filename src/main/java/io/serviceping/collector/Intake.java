package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Checks one delivery, from the outside in: headers, size, digest, signature, JSON, schema, key. */
final class Intake {
    private static final int ERRORS_SHOWN = 100;

    private final PayloadSchema schema;
    private final Content content;
    private final WebhookSignature signature;

    Intake(PayloadSchema schema, Content content, WebhookSignature signature) {
        this.schema = schema;
        this.content = content;
        this.signature = signature;
    }

    Envelope receive(HttpExchange exchange) throws IOException, Refusal {
        PingHeaders headers = PingHeaders.read(exchange.getRequestHeaders());
        byte[] sent = content.read(exchange.getRequestBody());
        if (!Sha256.contentDigest(sent).equals(headers.digest())) {
            throw new Refusal(400, "Content-Digest is not the digest of the content received");
        }
        signature.check(exchange.getRequestHeaders(), headers, sent);
        return new Envelope(headers, sent);
    }

    Delivery open(Envelope envelope) throws Refusal {
        PingHeaders headers = envelope.headers();
        JsonNode document = parse(headers.gzip() ? content.unzip(envelope.content()) : envelope.content());
        List<SchemaError> errors = schema.check(document);
        if (!errors.isEmpty()) {
            throw unlikeSchema("the payload is unlike the schema of service-ping-1", errors);
        }
        Ping ping = Ping.of(document);
        if (!ping.pingId().equals(headers.pingId())) {
            throw new Refusal(400, "Idempotency-Key is not the ping_id of the payload");
        }
        return new Delivery(ping, envelope);
    }

    private static JsonNode parse(byte[] plain) throws Refusal {
        try {
            JsonNode document = Json.readStrictly(plain);
            if (document.isMissingNode()) {
                throw unlikeSchema("the content is not JSON", List.of(new SchemaError("", "it is empty")));
            }
            return document;
        } catch (JacksonException e) {
            String message = "not strict JSON in UTF-8: " + e.getOriginalMessage();
            if (e.getLocation() != null && e.getLocation().getLineNr() > 0) {
                message += ", line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
            }
            throw unlikeSchema("the content is not JSON", List.of(new SchemaError("", message)));
        }
    }

    private static Refusal unlikeSchema(String error, List<SchemaError> errors) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("errors", errors.subList(0, Math.min(errors.size(), ERRORS_SHOWN)));
        SchemaError first = errors.get(0);
        return new Refusal(error + ": " + first.at() + " " + first.message(), Answer.json(422, body));
    }
}
