package io.serviceping.collector;

import com.sun.net.httpserver.Headers;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** Checks that a client sends one of the tokens (RFC 6750). Without a file of tokens, everybody passes. */
final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private final Optional<SecretFile> tokens;

    BearerToken(Optional<Path> file) {
        tokens = file.map(SecretFile::new);
        tokens.ifPresent(SecretFile::lines);
    }

    void check(Headers headers) throws RefusalException {
        if (tokens.isEmpty()) {
            return;
        }
        String authorization = headers.getFirst("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refusal("Authorization: Bearer and a token are required.");
        }
        byte[] shown = digest(authorization.substring(SCHEME.length()).strip());
        boolean known = false;
        for (String token : tokens.get().lines()) {
            // Compares digests in constant time: the answer's delay reveals neither the token's length nor its
            // beginning.
            known |= MessageDigest.isEqual(digest(token), shown);
        }
        if (!known) {
            throw refusal("The token is not one of those that this collector knows.");
        }
    }

    private static byte[] digest(String token) {
        return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    }

    private static RefusalException refusal(String error) {
        return new RefusalException(Problem.Kind.UNAUTHORIZED, error).with("WWW-Authenticate", "Bearer");
    }
}
