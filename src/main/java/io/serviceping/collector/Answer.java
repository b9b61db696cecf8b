package io.serviceping.collector;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An HTTP answer, whole. */
final class Answer {
    private static final int NO_BODY = -1;
    private static final String JSON = "application/json";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Answer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static Answer json(int status, Object content) {
        return json(status, Json.write(content));
    }

    static Answer json(int status, byte[] content) {
        return new Answer(status, Map.of("Content-Type", JSON), content);
    }

    static Answer text(String content) {
        return new Answer(
                200, Map.of("Content-Type", "text/plain; charset=utf-8"), content.getBytes(StandardCharsets.UTF_8));
    }

    /** One more header on a JSON answer. */
    Answer with(String header, String value) {
        return new Answer(status, Map.of("Content-Type", JSON, header, value), body);
    }

    int status() {
        return status;
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD") || body.length == 0) {
            exchange.sendResponseHeaders(status, NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
