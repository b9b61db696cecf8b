package io.serviceping.submit;

import io.serviceping.submit.TokenProblem.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.regex.Pattern;

/** What proves to the endpoint who we are, as read for one ping. Its text form says nothing. */
final class Credentials {
    private static final int LONGEST_FILE = 8192;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final Optional<String> bearerToken;

    private Credentials(Optional<String> bearerToken) {
        this.bearerToken = bearerToken;
    }

    /**
     * Reads them.
     *
     * @throws TokenProblem when the file is missing, unreadable, readable by everybody, or holds no token
     */
    static Credentials read(Endpoint endpoint) {
        return new Credentials(endpoint.tokenFile().map(Credentials::token));
    }

    Optional<String> authorization() {
        return bearerToken.map(token -> "Bearer " + token);
    }

    private static String token(Path file) {
        try {
            if (isReadableByEverybody(file)) {
                throw new TokenProblem(
                        Kind.PERMISSION, "the token file " + file + " may be read by everybody: chmod o-r it");
            }
            String token = text(file).strip();
            if (!TOKEN.matcher(token).matches()) {
                throw new TokenProblem(
                        Kind.CONFIGURATION, "the token file " + file + " must hold one token of printable ASCII");
            }
            return token;
        } catch (NoSuchFileException e) {
            throw new TokenProblem(Kind.CONFIGURATION, "the token file " + file + " does not exist");
        } catch (AccessDeniedException e) {
            throw new TokenProblem(Kind.PERMISSION, "the token file " + file + " may not be read by this user");
        } catch (IOException e) {
            throw new TokenProblem(Kind.CONFIGURATION, "the token file " + file + " cannot be read");
        }
    }

    private static String text(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            return new String(stream.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
        }
    }

    private static boolean isReadableByEverybody(Path file) throws IOException {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
