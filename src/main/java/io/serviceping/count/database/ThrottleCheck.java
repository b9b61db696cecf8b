package io.serviceping.count.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks before a run whether databases report the load that their throttles need. */
public final class ThrottleCheck {
    private final ApplicationDatabases databases;

    public ThrottleCheck(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /**
     * The reason why a configured limit cannot be checked, with what to do; or empty.
     *
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public Optional<String> problem(String database) {
        return databases.hasThrottles(database)
                ? words(database)
                        .map(words -> "The throttles (collection.max-replication-lag, collection.max-active-sessions)"
                                + " cannot work in the database '" + database + "': " + words)
                : Optional.empty();
    }

    private Optional<String> words(String database) {
        databases.check(database);
        try {
            return databases.load().problem(databases.lookUps(database));
        } catch (SQLException e) {
            return Optional.of(SessionDialect.words(e));
        }
    }

    /**
     * Fails if a configured throttle cannot work, so that it is never ignored silently.
     *
     * @throws ThrottleUnavailableException when one cannot work
     * @throws DatabaseUnavailableException when a database does not answer
     */
    public void require(Stream<String> names) {
        List<String> problems = names.flatMap(name -> problem(name).stream()).toList();
        if (!problems.isEmpty()) {
            throw new ThrottleUnavailableException(problems);
        }
    }
}
