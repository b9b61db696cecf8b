package io.serviceping.count.catalog;

import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.facts.TableIdentity;
import io.serviceping.plan.scan.SharedScan;
import java.sql.SQLException;
import java.util.Optional;

/** The tables that a scan was planned for. While it is walked, others can take their names. */
record PlannedTables(SharedScan scan) {
    /**
     * Makes sure that all that was walked is of these tables.
     *
     * @throws DatabaseUnavailableException when it may not be; the next run plans another scan, and begins it from its start
     */
    void require(Session session) throws SQLException {
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
