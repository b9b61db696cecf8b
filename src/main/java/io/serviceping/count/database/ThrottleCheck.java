package io.serviceping.count.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out beforehand whether databases tell what their brakes need to know. */
public final class ThrottleCheck {
    private final ApplicationDatabases databases;

    public ThrottleCheck(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /**
     * What keeps a limit from being held in that database, with what to do; empty also where there is no limit.
     *
     * @throws DatabaseUnavailableException when it cannot be asked
     */
    public Optional<String> problem(String database) {
        return databases.hasBrakes(database)
                ? words(database)
                        .map(words -> "The brakes (collection.max-replication-lag, collection.max-active-sessions)"
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
     * Makes sure that every limit can be held: who asked for a brake must not go without one unawares.
     *
     * @throws ThrottleUnavailableException when one cannot
     * @throws DatabaseUnavailableException when a database cannot be asked
     */
    public void require(Stream<String> names) {
        List<String> problems = names.flatMap(name -> problem(name).stream()).toList();
        if (!problems.isEmpty()) {
            throw new ThrottleUnavailableException(problems);
        }
    }
}
