package io.serviceping.events;

import java.util.Locale;
import java.util.Optional;

/** What an identifier names. The number is stored, and never changes its meaning. */
public enum Kind {
    USER(1),
    PROJECT(2),
    GROUP(3),
    ORGANIZATION(4);

    /** The largest number. */
    static final int MOST = 4;

    private final int number;

    Kind(int number) {
        this.number = number;
    }

    /** The value of the column {@code kind} in {@code product_event_member}. */
    public int number() {
        return number;
    }

    static Optional<Kind> named(String name) {
        for (Kind kind : values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
