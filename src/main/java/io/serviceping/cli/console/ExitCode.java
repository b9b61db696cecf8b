package io.serviceping.cli.console;

import java.util.Arrays;

/** Every exit code, after sysexits.h; {@code docs/reference/exit-codes.md} lists them. */
public enum ExitCode {
    /** Done, nothing due, or opted out. */
    DONE(0, "done"),
    /** Delivered or frozen, but not every metric has a value. */
    INCOMPLETE(4, "not every metric has a value"),
    /** The command line cannot be understood. */
    USAGE(64, "the command line is wrong"),
    /** The endpoint cannot be reached or refuses; the ping is safe in the outbox. */
    UNAVAILABLE(69, "not delivered, safe in the outbox"),
    /** A defect of the program. */
    SOFTWARE(70, "a defect of Service Ping"),
    /** Another run holds the lock, a database cannot be reached, or the budget is spent. A later run continues. */
    TRY_LATER(75, "a later run continues"),
    /** A database, a file or the endpoint's token check refuses access. */
    NO_PERMISSION(77, "no permission"),
    /** The configuration or a definition is wrong. */
    CONFIGURATION(78, "the configuration is wrong"),
    /** A signal ended the process: 128 and its number. The number here is that of Ctrl-C. */
    INTERRUPTED(130, "interrupted");

    private static final int LAST_OF_OURS = 128;

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /**
     * The code of a number.
     *
     * @throws java.util.NoSuchElementException for a number that is none of ours
     */
    public static ExitCode of(int number) {
        return Arrays.stream(values())
                .filter(code -> code.number == number || (code == INTERRUPTED && number > LAST_OF_OURS))
                .findFirst()
                .orElseThrow();
    }

    /** In a few words. */
    public String meaning() {
        return meaning;
    }

    /** The colour of a command that ended so. */
    public Tone tone() {
        return switch (this) {
            case DONE -> Tone.PLAIN;
            case INCOMPLETE, UNAVAILABLE, TRY_LATER, INTERRUPTED -> Tone.WARNING;
            case USAGE, SOFTWARE, NO_PERMISSION, CONFIGURATION -> Tone.BAD;
        };
    }

    public int number() {
        return number;
    }
}
