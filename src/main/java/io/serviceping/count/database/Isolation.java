package io.serviceping.count.database;

import java.util.Locale;

enum Isolation {
    /** Each statement sees the data committed before it began. No snapshot is held between statements. */
    READ_COMMITTED,
    /** All statements see the data that the first one saw. */
    REPEATABLE_READ;

    String sql() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
