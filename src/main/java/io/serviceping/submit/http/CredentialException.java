package io.serviceping.submit.http;

/**
 * The endpoint's token, a signing key, or what TLS or the proxy needs cannot be used. Nothing was sent and no attempt
 * made; the message names the file, and never what it holds.
 */
public final class CredentialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    CredentialException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Whose mistake it is. */
    public Kind kind() {
        return kind;
    }

    /** Decides the exit code. */
    public enum Kind {
        /** The file may not be read by us, or may be read by everybody: exit 77. */
        PERMISSION,
        /** There is no such file, or it does not hold what it must: exit 78. */
        CONFIGURATION
    }
}
