package io.serviceping.event;

import java.util.Locale;

/** Who or what an identifier names. */
enum IdentifierKind {
    USER(1),
    PROJECT(2),
    GROUP(3),
    ORGANIZATION(4);

    private final int number;

    IdentifierKind(int number) {
        this.number = number;
    }

    /** The value of the column {@code kind} in {@code product_event_member}. */
    int number() {
        return number;
    }

    /** The word in definitions. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
