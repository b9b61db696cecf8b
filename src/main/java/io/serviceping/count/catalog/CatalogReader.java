package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.facts.TableIdentity;
import io.serviceping.plan.fusion.DatabaseFacts;
import io.serviceping.plan.scan.SharedScan;
import java.sql.SQLException;
import java.util.Optional;

/** Reads the databases' catalogues. */
public final class CatalogReader {
    private final ApplicationDatabases databases;

    public CatalogReader(ApplicationDatabases databases) {
        this.databases = databases;
    }

    @FunctionalInterface
    public interface FactsQuestion<T> {
        T ask(DatabaseFacts facts) throws SQLException;
    }

    /**
     * Asks the database for facts.
     *
     * @param question must not keep the facts
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public <T> T withFacts(String database, FactsQuestion<T> question) {
        return databases.with(database, session -> question.ask(new ConnectionFacts(session)));
    }

    /**
     * Fails if another table has taken the name of one that the scan was planned for, or has other columns.
     *
     * @throws DatabaseUnavailableException when a table may be another; the next run plans and begins the scan again
     */
    public static void requirePlannedTables(Session session, SharedScan scan) throws SQLException {
        Catalog catalog = new JdbcCatalog(session);
        for (TableIdentity planned : scan.tables()) {
            Optional<TableIdentity> now = catalog.identity(planned.name());
            if (now.filter(scan::isOfOther).isPresent()) {
                throw new DatabaseUnavailableException("The table " + planned.name() + " of the application database '"
                        + scan.database() + "' is another one, or has other columns, than when counting it began.");
            }
        }
    }
}
