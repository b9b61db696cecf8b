package io.serviceping.collector.answer;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** An HTTP answer, in memory or streamed from the store. */
public final class Answer {
    private static final int NO_BODY = -1;
    private static final int CHUNKED = 0;
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private final int status;
    private final Map<String, String> headers;
    private final int length;
    private final Body body;

    private Answer(int status, Map<String, String> headers, int length, Body body) {
        this.status = status;
        this.headers = headers;
        this.length = length;
        this.body = body;
    }

    /** Writes the content of an answer. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    public static Answer json(int status, Object content) {
        return json(status, Json.write(content));
    }

    static Answer json(int status, byte[] content) {
        return whole(status, JSON, content);
    }

    public static Answer problem(Problem problem) {
        return whole(problem.status(), PROBLEM, Json.write(problem.members()));
    }

    public static Answer text(String type, String content) {
        return whole(200, type + "; charset=utf-8", content.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer of unknown length. */
    public static Answer streamed(String type, Body body) {
        return new Answer(200, Map.of("Content-Type", type), CHUNKED, body);
    }

    private static Answer whole(int status, String type, byte[] content) {
        return new Answer(status, Map.of("Content-Type", type), content.length, out -> out.write(content));
    }

    /** A copy with one more header. */
    public Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, length, body);
    }

    public int status() {
        return status;
    }

    public void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        try (OutputStream out = exchange.getResponseBody()) {
            body.writeTo(out);
        }
    }
}
