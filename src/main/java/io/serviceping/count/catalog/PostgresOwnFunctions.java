package io.serviceping.count.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** PostgreSQL's catalogue queries for functions with an effect. */
final class PostgresOwnFunctions {
    /**
     * Switches JIT compilation off. The planner overestimates the recursion, and compiling the query takes seconds.
     */
    static final String WITHOUT_COMPILER = "select set_config(name, 'off', true) from pg_settings where name = 'jit'";

    private static final String OWN_OBJECTS = resource("own-objects-postgresql.sql");

    /** For {@link OwnFunctions}. */
    static final String SQL = OWN_OBJECTS + resource("own-functions-postgresql.sql");

    /** For {@link PlannedCalls}. */
    static final String PLANNED = OWN_OBJECTS + resource("planned-postgresql.sql");

    private static final String USED = resource("used-functions-postgresql.sql");

    private static final String HARMLESS =
            OWN_OBJECTS + "," + USED + "," + resource("harmless-functions-postgresql.sql");

    /** For {@link Callable}: of any database. */
    static final String BUILT_IN = "with " + USED + resource("built-in-postgresql.sql");

    /** For {@link Callable}: of the database's own. */
    static final String CALLABLE = HARMLESS + resource("callable-postgresql.sql");

    private static final String REACHED = resource("reached-postgresql.sql");

    /** For {@link ParseTree}. */
    static final String CHECKS = "with recursive " + REACHED + resource("checks-postgresql.sql");

    /** For {@link ParseTree}. */
    static final String CALLED = HARMLESS + "," + REACHED + resource("called-postgresql.sql");

    private PostgresOwnFunctions() {}

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(PostgresOwnFunctions.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
