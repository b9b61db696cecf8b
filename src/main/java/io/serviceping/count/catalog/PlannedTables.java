package io.serviceping.count.catalog;

import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.facts.TableIdentity;
import io.serviceping.plan.scan.SharedScan;
import java.sql.SQLException;
import java.util.Optional;

/** The tables that a scan was planned for. Other tables can take their names during the scan. */
record PlannedTables(SharedScan scan) {
    /**
     * Fails if another table has taken the name of one of these tables, or has other columns.
     *
     * @throws DatabaseUnavailableException when a table may be another; the next run plans and begins the scan again
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
