package io.serviceping.count.catalog;

import io.serviceping.count.database.Session;
import io.serviceping.plan.facts.Catalog;
import java.sql.SQLException;

/** A database's catalogue, for the tests of other packages. */
public final class TestCatalog {
    private TestCatalog() {}

    public static Catalog of(Session session) throws SQLException {
        return new JdbcCatalog(session);
    }
}
