package io.serviceping.cli.console;

/** Every exit code, after sysexits.h; {@code docs/reference/exit-codes.md} lists them. */
public enum ExitCode {
    /** Done, nothing due, or opted out. */
    DONE(0),
    /** Delivered or frozen, but not every metric has a value. */
    INCOMPLETE(4),
    /** The command line cannot be understood. */
    USAGE(64),
    /** The endpoint cannot be reached or refuses; the ping is safe in the outbox. */
    UNAVAILABLE(69),
    /** A defect of the program. */
    SOFTWARE(70),
    /** Another run holds the lock, a database cannot be reached, or the budget is spent. A later run continues. */
    TRY_LATER(75),
    /** A database, a file or the endpoint's token check refuses access. */
    NO_PERMISSION(77),
    /** The configuration or a definition is wrong. */
    CONFIGURATION(78);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
