package io.serviceping.submit.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The credentials for the endpoint, read for one attempt. {@code toString} hides them. */
public final class Credentials {
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final Optional<String> bearerToken;
    private final List<SigningKey> signingKeys;

    private Credentials(Optional<String> bearerToken, List<SigningKey> signingKeys) {
        this.bearerToken = bearerToken;
        this.signingKeys = List.copyOf(signingKeys);
    }

    /**
     * Reads the credentials.
     *
     * @throws CredentialException if a file is missing, unreadable, readable by everybody, or without a token or key
     */
    public static Credentials read(Endpoint endpoint) {
        KeyFiles files = endpoint.keyFiles();
        return new Credentials(files.token().map(path -> token(new SecretFile("token", path))), signingKeys(endpoint));
    }

    private static List<SigningKey> signingKeys(Endpoint endpoint) {
        return endpoint.keyFiles()
                .signingKeys()
                .map(path -> signingKeys(new SecretFile("signing key", path)))
                .orElse(List.of());
    }

    /** Like {@link #read}, but without the token: unlike a signature it must not be given to others. */
    public static Credentials signingOnly(Endpoint endpoint) {
        return new Credentials(Optional.empty(), signingKeys(endpoint));
    }

    Optional<String> authorization() {
        return bearerToken.map(token -> "Bearer " + token);
    }

    /** The text with the token replaced. */
    String masked(String text) {
        return bearerToken.map(token -> text.replace(token, "(token)")).orElse(text);
    }

    /** One signature for each key, separated by spaces. Empty: there is no key. */
    Optional<String> signatures(byte[] content) {
        return signingKeys.isEmpty()
                ? Optional.empty()
                : Optional.of(signingKeys.stream().map(key -> key.sign(content)).collect(Collectors.joining(" ")));
    }

    private static String token(SecretFile file) {
        String token = file.text().strip();
        if (!TOKEN.matcher(token).matches()) {
            throw file.unusable("must hold one token of printable ASCII");
        }
        return token;
    }

    private static List<SigningKey> signingKeys(SecretFile file) {
        List<String> lines = file.text().lines().map(String::strip).toList();
        List<SigningKey> keys = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty() && !lines.get(i).startsWith("#")) {
                keys.add(signingKey(file, i + 1, lines.get(i)));
            }
        }
        if (keys.isEmpty()) {
            throw file.unusable("must hold a key, one on each line");
        }
        return keys;
    }

    private static SigningKey signingKey(SecretFile file, int line, String text) {
        try {
            return SigningKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw file.unusable("holds no key in line " + line + ": it " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
