package io.serviceping.definition;

import java.util.Arrays;
import java.util.Optional;

/** The time span of a metric. Every window ends at the ping's {@code as_of}. */
public enum TimeFrame {
    /** The query as written. */
    ALL("all", "", 0),
    /** The 28 days before as_of. */
    DAYS_28("28d", "_monthly", 28),
    /** The 7 days before as_of. */
    DAYS_7("7d", "_weekly", 7),
    /** A fact without a time, such as a setting. */
    NONE("none", "", 0);

    private final String text;
    private final String suffix;
    private final int days;

    TimeFrame(String text, String suffix, int days) {
        this.text = text;
        this.suffix = suffix;
        this.days = days;
    }

    /** The word in definitions and payloads. */
    public String text() {
        return text;
    }

    /** The suffix that the key path gets if a definition lists several time frames; may be empty. */
    public String suffix() {
        return suffix;
    }

    /** The window's length in days; 0 without a window. */
    public int days() {
        return days;
    }

    /** Whether the planner adds a window. */
    public boolean isWindow() {
        return days > 0;
    }

    /** Empty: no time frame has this word. */
    public static Optional<TimeFrame> of(String text) {
        return Arrays.stream(values()).filter(frame -> frame.text.equals(text)).findFirst();
    }
}
