package io.serviceping.collector.answer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The content of a refusal: a problem of RFC 9457, {@code application/problem+json}. Title and detail are safe to print
 * on a terminal.
 *
 * @param type {@code urn:service-ping:problem:…}, the same for every problem of a kind
 * @param title the kind, the same for every problem of a kind
 * @param status the answer's status code
 * @param detail what is wrong with this request, and what to do
 * @param errors violations of the schema, at most 100
 */
public record Problem(String type, String title, int status, String detail, List<SchemaError> errors) {
    public Problem {
        errors = List.copyOf(errors);
    }

    /** The members in the order in which they are written. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", type);
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        if (!errors.isEmpty()) {
            members.put("errors", errors);
        }
        return members;
    }

    /** The kinds, each with its status code. */
    public enum Kind {
        MALFORMED(400, "The request is malformed"),
        UNAUTHORIZED(401, "The token or the signature is not known here"),
        NOT_FOUND(404, "There is nothing here"),
        WRONG_METHOD(405, "The path does not take this method"),
        TOO_LARGE(413, "The content is too large"),
        WRONG_TYPE(415, "The content has a type or an encoding that is not taken"),
        FOREIGN_HOST(421, "The request was meant for another host"),
        NOT_A_PING(422, "The content is not a ping"),
        CONFLICT(422, "A restored backup, or a copy of this installation"),
        TOO_MANY(429, "Too many deliveries from this address"),
        FAILED(500, "The collector failed"),
        BUSY(503, "The collector has too much to do"),
        STORE_AWAY(503, "The collector's database cannot be reached");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }

        public Problem with(String detail) {
            return with(detail, List.of());
        }

        Problem with(String detail, List<SchemaError> errors) {
            String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new Problem("urn:service-ping:problem:" + name, title, status, detail, errors);
        }
    }
}
