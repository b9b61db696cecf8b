package io.serviceping.cli;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Is registered before the real drivers, and passes the connections to a state database to the {@link Client} that uses
 * it.
 */
final class KillableDriver implements Driver {
    private static final KillableDriver FIRST = new KillableDriver();

    /** The user of a state database, who decides what becomes of each connection. */
    interface Client {
        boolean concerns(String url);

        Connection connect(Call<Connection> real) throws SQLException;
    }

    /** A call of the real driver. */
    interface Call<T> {
        T get() throws SQLException;
    }

    private final List<Driver> real;
    private final List<Client> living = new CopyOnWriteArrayList<>();

    private KillableDriver() {
        real = Collections.list(DriverManager.getDrivers());
        try {
            // The drivers are asked in the order of registration, and the first that accepts a URL is used.
            for (Driver driver : real) {
                DriverManager.deregisterDriver(driver);
            }
            DriverManager.registerDriver(this);
            for (Driver driver : real) {
                DriverManager.registerDriver(driver);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void begin(Client client) {
        FIRST.living.add(client);
    }

    static void end(Client client) {
        FIRST.living.remove(client);
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        Optional<Client> client = clientOf(url);
        // Null: the caller asks the next driver.
        return client.isEmpty() ? null : client.get().connect(() -> realOf(url).connect(url, properties));
    }

    private Optional<Client> clientOf(String url) {
        return living.stream().filter(one -> one.concerns(url)).findFirst();
    }

    private Driver realOf(String url) throws SQLException {
        for (Driver driver : real) {
            if (driver.acceptsURL(url)) {
                return driver;
            }
        }
        throw new SQLException("no driver for the state database");
    }

    @Override
    public boolean acceptsURL(String url) {
        return clientOf(url).isPresent();
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }
}
