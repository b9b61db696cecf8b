package io.serviceping.submit.http;

/**
 * The endpoint's token, a signing key, or a file for TLS or the proxy cannot be used. Nothing was sent and no attempt
 * was made. The message contains the file's name, never its content.
 */
public final class CredentialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    CredentialException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** The kind of problem. */
    public Kind kind() {
        return kind;
    }

    /** Decides the exit code. */
    public enum Kind {
        /** We may not read the file, or everybody may: exit 77. */
        PERMISSION,
        /** The file is missing or its content is invalid: exit 78. */
        CONFIGURATION
    }
}
