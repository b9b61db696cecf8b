package io.serviceping.count.database;

import java.util.Locale;

/** What a transaction of ours sees. */
enum Isolation {
    /** Each statement sees what was committed before it began: no snapshot is held between two. */
    READ_COMMITTED,
    /** All statements see what the first one saw. */
    REPEATABLE_READ;

    String sql() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
