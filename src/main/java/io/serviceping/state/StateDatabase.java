package io.serviceping.state;

import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.jdbc.JdbcAddress;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The state database, opened and migrated. Only one process at a time can open an H2 file. */
public final class StateDatabase implements AutoCloseable {
    private final HikariDataSource dataSource;
    private final boolean h2;

    private StateDatabase(HikariDataSource dataSource, boolean h2) {
        this.dataSource = dataSource;
        this.h2 = h2;
    }

    /**
     * Opens the database, makes it if it does not exist, and migrates it.
     *
     * @param connections maximum number of connections; at least 1, though 2 are used while opening
     * @throws StateUnavailableException when the database cannot be used
     */
    public static StateDatabase open(JdbcAddress address, int connections) throws StateUnavailableException {
        Optional<H2File> file = H2File.of(address);
        return file.isPresent() ? open(file.get(), connections) : migrated(address, connections);
    }

    /**
     * Looks whether the database can be opened. Changes nothing, and makes nothing.
     *
     * @throws StateUnavailableException when the database cannot be used, or is in use
     */
    public static void check(JdbcAddress address) throws StateUnavailableException {
        Optional<H2File> file = H2File.of(address);
        if (file.isPresent()) {
            file.get().requireOursToWrite();
            if (file.get().exists()) {
                file.get().requireTables();
                file.get().requireLogin();
            }
            return;
        }
        try (StateDatabase opened = connected(address, 1)) {
            if (!opened.orClosed(schema -> !schema.isBehind() || schema.mayBeChanged())) {
                throw OpeningFailures.mayNotMakeTables(
                        "permission denied for the schema", opened.dataSource.getUsername(), null);
            }
            Optional<String> closed = opened.orClosed(StateSchema::closedTable);
            if (closed.isPresent()) {
                throw OpeningFailures.lacksRight("permission denied for table " + closed.get(), null);
            }
        }
    }

    private static StateDatabase open(H2File file, int connections) throws StateUnavailableException {
        file.requireOursToWrite();
        if (file.exists()) {
            file.requireTables();
        } else {
            bringUpToDate(file);
        }
        StateDatabase opened = connected(file.address(), connections);
        file.makePrivate();
        if (opened.isBehind()) {
            opened.close();
            bringUpToDate(file);
            return migrated(file.address(), connections);
        }
        return opened.migrated();
    }

    /** Migrates a copy under another name, then renames it. */
    private static void bringUpToDate(H2File file) throws StateUnavailableException {
        try (FileLockHandle held = hold(file)) {
            file.discardUnfinished();
            if (!file.exists()) {
                makeAndPutInPlace(file);
                return;
            }
            // While it is open here, no other process can open the old file.
            try (StateDatabase old = connected(file.address(), 1)) {
                if (old.isBehind()) {
                    file.copy(old.dataSource);
                    makeAndPutInPlace(file);
                }
            } catch (DataAccessException e) {
                throw OpeningFailures.migrating(e, file.address().username());
            }
        } catch (UncheckedIOException e) {
            throw OpeningFailures.writing(e);
        }
    }

    private static FileLockHandle hold(H2File file) throws StateUnavailableException {
        return StateConnections.whenFree(() -> file.tryHold().orElseThrow(() -> OpeningFailures.inUse(null)));
    }

    private static void makeAndPutInPlace(H2File file) throws StateUnavailableException {
        migrated(file.beingMade(), 1).close();
        file.makePrivate();
        file.putInPlace();
    }

    private static StateDatabase migrated(JdbcAddress address, int connections) throws StateUnavailableException {
        return connected(address, connections).migrated();
    }

    private static StateDatabase connected(JdbcAddress address, int connections) throws StateUnavailableException {
        return new StateDatabase(StateConnections.open(address, connections), address.isH2());
    }

    private StateDatabase migrated() throws StateUnavailableException {
        return orClosed(schema -> {
            schema.bringUpToDate();
            return this;
        });
    }

    private boolean isBehind() throws StateUnavailableException {
        return orClosed(StateSchema::isBehind);
    }

    private <T> T orClosed(Function<StateSchema, T> step) throws StateUnavailableException {
        try {
            return step.apply(new StateSchema(dataSource, h2));
        } catch (FlywayException | DataAccessException e) {
            close();
            throw OpeningFailures.migrating(e, dataSource.getUsername());
        }
    }

    /** The migrated tables. */
    public DataSource dataSource() {
        return dataSource;
    }

    /**
     * Forces all commits so far to disk. H2 only hands a commit to the operating system, so it survives a kill but not
     * a loss of power. PostgreSQL forces each commit itself.
     */
    public void force() {
        if (h2) {
            JdbcClient.create(dataSource).sql("checkpoint sync").update();
        }
    }

    boolean isH2() {
        return h2;
    }

    /** Whether other machines may use the database too. */
    public boolean isShared() {
        return !h2;
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
