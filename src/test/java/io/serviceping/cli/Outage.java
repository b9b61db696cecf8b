package io.serviceping.cli;

import io.serviceping.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL server of a state database that ends all connections of a run at one of its commits and accepts new ones
 * at once, as after a failover.
 */
final class Outage implements KillableDriver.Client {
    /** When the connections end, relative to the commit. */
    enum Moment {
        BEFORE_IT,
        AFTER_IT,
        /** The commit is made, but its answer is lost. */
        BEFORE_ITS_ANSWER
    }

    private final TestDatabase.Url state;
    private final int commit;
    private final Moment moment;
    private final AtomicInteger commits = new AtomicInteger();

    /**
     * @param commit the number of the commit, from 1
     */
    Outage(TestDatabase.Url state, int commit, Moment moment) {
        this.state = state;
        this.commit = commit;
        this.moment = moment;
    }

    boolean isOver() {
        return commits.get() >= commit;
    }

    @Override
    public boolean concerns(String url) {
        return url.equals(state.jdbc());
    }

    @Override
    public Connection connect(KillableDriver.Call<Connection> real) throws SQLException {
        Connection connection = real.get();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    boolean now = method.getName().equals("commit")
                            && !ProcessLife.isWithin(ProcessLife.FLYWAY)
                            && commits.incrementAndGet() == commit;
                    if (now && moment == Moment.BEFORE_IT) {
                        endAllConnections();
                    }
                    Object answer = invoke(connection, method, args);
                    if (now && moment != Moment.BEFORE_IT) {
                        endAllConnections();
                    }
                    if (now && moment == Moment.BEFORE_ITS_ANSWER) {
                        throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
                    }
                    return answer;
                });
    }

    private static Object invoke(Connection connection, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(connection, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void endAllConnections() {
        // Connects to another database, because connections to the state database count as the run's.
        new TestDatabase.Url(state.jdbc().replaceFirst("[^/]*$", "postgres"), state.username(), state.password())
                .endSessions("pg_stat_activity where datname = '" + state.jdbc().replaceFirst(".*/", "") + "'");
    }
}
