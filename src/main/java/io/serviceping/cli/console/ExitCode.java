package io.serviceping.cli.console;

/** Every exit code of the program; the table in {@code docs/reference/exit-codes.md}, after sysexits.h. */
public enum ExitCode {
    /** Done, nothing due, or opted out. */
    DONE(0),
    /** Delivered or frozen, but not every metric has a value. */
    INCOMPLETE(4),
    /** The command line cannot be understood. */
    USAGE(64),
    /** The endpoint cannot be reached or refuses; the ping is safe in the outbox. */
    UNAVAILABLE(69),
    /** A defect of ours. */
    SOFTWARE(70),
    /** Another run holds the lock, a database is away, or the budget is spent: a later run goes on. */
    TRY_LATER(75),
    /** A database, a file or the endpoint's token refuses us. */
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
