package io.serviceping.submit;

/** The endpoint's token cannot be used. Nothing was sent and no attempt made; the message names the file. */
public final class TokenProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    TokenProblem(Kind kind, String message) {
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
        /** There is no such file, or no token in it: exit 78. */
        CONFIGURATION
    }
}
