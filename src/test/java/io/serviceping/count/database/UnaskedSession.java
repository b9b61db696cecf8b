package io.serviceping.count.database;

/** Fails at every statement, for code that must run none. */
public record UnaskedSession() implements Session {
    @Override
    public SessionDialect dialect() {
        return SessionDialect.H2;
    }

    @Override
    public <T> T read(Work<T> work) {
        throw new AssertionError("no statement is needed here");
    }
}
