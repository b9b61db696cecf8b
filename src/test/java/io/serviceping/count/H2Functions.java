package io.serviceping.count;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Functions with a side effect, for H2 to call by alias. */
public final class H2Functions {
    private H2Functions() {}

    public static long wipe(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            return statement.executeUpdate("delete from t");
        }
    }
}
