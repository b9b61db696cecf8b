package io.serviceping.collector.store;

import com.sun.net.httpserver.Headers;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a delivery.
 *
 * @param pingId from {@code Idempotency-Key}, a string of RFC 8941
 * @param digest the {@code Content-Digest} (RFC 9530) as sent
 * @param gzip whether the content is compressed
 */
public record PingHeaders(UUID pingId, String digest, boolean gzip) {
    private static final Pattern KEY =
            Pattern.compile("\"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\"");
    private static final Pattern DIGEST = Pattern.compile("sha-256=:[A-Za-z0-9+/]{43}=:");

    public static PingHeaders read(Headers headers) throws RefusalException {
        String type = single(headers, "Content-Type", Problem.Kind.WRONG_TYPE);
        if (type == null || !isJson(type)) {
            throw new RefusalException(Problem.Kind.WRONG_TYPE, "Content-Type must be application/json.");
        }
        String encoding = single(headers, "Content-Encoding", Problem.Kind.WRONG_TYPE);
        boolean gzip = "gzip".equalsIgnoreCase(encoding);
        if (encoding != null && !gzip && !encoding.equalsIgnoreCase("identity")) {
            throw unsupportedEncoding();
        }
        return new PingHeaders(key(headers), digest(headers), gzip);
    }

    private static boolean isJson(String type) {
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", 2);
        boolean utf8 = parts.length == 1 || parts[1].strip().matches("charset=\"?utf-8\"?");
        return parts[0].strip().equals("application/json") && utf8;
    }

    private static UUID key(Headers headers) throws RefusalException {
        String value = single(headers, "Idempotency-Key", Problem.Kind.MALFORMED);
        Matcher key = KEY.matcher(value == null ? "" : value);
        if (!key.matches()) {
            throw new RefusalException(Problem.Kind.MALFORMED, "Idempotency-Key must be the ping_id in double quotes.");
        }
        return UUID.fromString(key.group(1));
    }

    private static String digest(Headers headers) throws RefusalException {
        String value = single(headers, "Content-Digest", Problem.Kind.MALFORMED);
        if (value == null || !DIGEST.matcher(value).matches()) {
            String error = "Content-Digest must be sha-256=:base64: of the content as sent.";
            throw new RefusalException(Problem.Kind.MALFORMED, error).with("Want-Content-Digest", "sha-256=10");
        }
        return value;
    }

    private static @Nullable String single(Headers headers, String name, Problem.Kind kind) throws RefusalException {
        List<String> values = headers.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new RefusalException(kind, name + " must be sent once.");
        }
        return values.isEmpty() ? null : values.get(0).strip();
    }

    private static RefusalException unsupportedEncoding() {
        return new RefusalException(Problem.Kind.WRONG_TYPE, "Content-Encoding must be gzip or left out.")
                .with("Accept-Encoding", "gzip");
    }
}
