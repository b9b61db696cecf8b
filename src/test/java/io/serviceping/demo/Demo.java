package io.serviceping.demo;

import io.serviceping.testing.TestDatabase;
import java.time.Instant;

final class Demo {
    static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");

    private Demo() {}

    /** A new, empty database, in the H2 mode of the demo's own configuration. */
    static TestDatabase.Url in(TestDatabase database) {
        TestDatabase.Url url = database.create();
        return database == TestDatabase.H2
                ? new TestDatabase.Url(
                        url.jdbc() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                        url.username(),
                        url.password())
                : url;
    }
}
