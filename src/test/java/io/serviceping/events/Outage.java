package io.serviceping.events;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that can be away, and whose answer to a commit can get lost. */
final class Outage extends DelegatingDataSource {
    private volatile boolean away;
    private volatile boolean commitFails;
    private volatile boolean commitIsApplied;

    Outage(DataSource database) {
        super(database);
    }

    void begin() {
        away = true;
    }

    void end() {
        away = false;
    }

    void failNextCommit(boolean applied) {
        commitIsApplied = applied;
        commitFails = true;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw new SQLException("away", "08001");
        }
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Outage.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && commitFails) {
                        commitFails = false;
                        if (commitIsApplied) {
                            connection.commit();
                        }
                        connection.close();
                        throw new SQLException("the answer was lost", "08006");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
