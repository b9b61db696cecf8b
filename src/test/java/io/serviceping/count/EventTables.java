package io.serviceping.count;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The tables that an application counts its events in. */
public final class EventTables {
    private EventTables() {}

    /** A database with these tables, by the script that the SDK ships. */
    public static TestDatabase.Url in(TestDatabase kind) throws IOException {
        String script =
                "/io/serviceping/events/" + (kind == TestDatabase.H2 ? "h2" : "postgresql") + "/V1__product_events.sql";
        try (InputStream stream = Objects.requireNonNull(EventTables.class.getResourceAsStream(script), script)) {
            return kind.create()
                    .execute(new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                            .strip()
                            .split(";\n", -1));
        }
    }
}
