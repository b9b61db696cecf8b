package io.serviceping.collector;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The token a client must show (RFC 6750), or none. */
final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] expected;

    BearerToken(@Nullable String token) {
        expected = token == null ? null : Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    }

    void check(Headers headers) throws Refusal {
        if (expected == null) {
            return;
        }
        String authorization = headers.getFirst("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refusal("Authorization: Bearer and a token are required");
        }
        byte[] shown = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        // Compared as digests in constant time: the answer's delay tells neither the token's length nor its start.
        if (!MessageDigest.isEqual(expected, Sha256.of(shown))) {
            throw refusal("the token is not the one this collector was started with");
        }
    }

    private static Refusal refusal(String error) {
        return new Refusal(error, Answer.json(401, Map.of("error", error)).with("WWW-Authenticate", "Bearer"));
    }
}
