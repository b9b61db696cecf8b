package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.plan.fusion.DatabaseFacts;
import io.serviceping.plan.scan.SharedScan;
import java.sql.SQLException;

/** Asks the databases' catalogues. */
public final class CatalogReader {
    private final ApplicationDatabases databases;

    public CatalogReader(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /** A question to a database's catalogues. */
    @FunctionalInterface
    public interface FactsQuestion<T> {
        T ask(DatabaseFacts facts) throws SQLException;
    }

    /**
     * The answer.
     *
     * @param question may be asked for as long as it runs
     * @throws DatabaseUnavailableException when the database cannot be asked
     */
    public <T> T withFacts(String database, FactsQuestion<T> question) {
        return databases.with(database, session -> question.ask(new ConnectionFacts(session)));
    }

    /**
     * Makes sure that the tables of a scan are those that it was planned for.
     *
     * @throws DatabaseUnavailableException when one may be another; the next run plans another scan, and begins it from its
     *     start
     */
    public static void requirePlannedTables(Session session, SharedScan scan) throws SQLException {
        new PlannedTables(scan).require(session);
    }
}
