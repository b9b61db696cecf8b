/** Counts what happens in an application. What is not exported may change with any version. */
module io.serviceping.events {
    requires transitive java.sql;

    exports io.serviceping.events;

    opens io.serviceping.events.h2;
    opens io.serviceping.events.postgresql;
}
