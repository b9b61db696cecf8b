package io.serviceping.cli;

import io.serviceping.testing.TestDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The life of a process as its state database sees it. At its end the connections break without a commit, an H2 file
 * stays as it is on the disk, and every later call on the database throws {@link Killed}.
 */
final class ProcessLife implements KillableDriver.Client {
    /**
     * Before or after the n-th commit, counted from 1 after the tables were created. Statements that commit
     * automatically count too.
     */
    record Death(int commit, boolean before) {
        @Override
        public String toString() {
            return "killed " + (before ? "before" : "after") + " commit " + commit;
        }
    }

    /** Flyway retries for a minute when a connection breaks. Kills there have a test of their own. */
    static final String FLYWAY = "org.flywaydb.";
    /** The pool retries for half a minute when it cannot set a connection up, which would only slow the tests down. */
    private static final String POOL = "com.zaxxer.hikari.pool.PoolBase";

    private final TestDatabase.Url state;
    private final Optional<Death> death;
    private final List<Connection> open = new CopyOnWriteArrayList<>();
    private int connections;
    private int commits;
    private volatile boolean over;

    ProcessLife(TestDatabase.Url state, Optional<Death> death) {
        this.state = state;
        this.death = death;
    }

    @Override
    public boolean concerns(String url) {
        return isH2() ? url.startsWith(state.jdbc()) : url.equals(state.jdbc());
    }

    private boolean isH2() {
        return state.jdbc().startsWith("jdbc:h2:");
    }

    int connections() {
        return connections;
    }

    boolean isOver() {
        return over;
    }

    @Override
    public synchronized Connection connect(KillableDriver.Call<Connection> real) throws SQLException {
        connections++;
        if (over) {
            return proxy(Connection.class, (proxy, method, args) -> dead(proxy, method, args));
        }
        Connection connection = real.get();
        open.add(connection);
        return proxy(
                Connection.class,
                (proxy, method, args) -> over ? dead(proxy, method, args) : alive(connection, method, args));
    }

    private Object alive(Connection connection, Method method, Object[] args) throws Throwable {
        Object answer = method.getName().equals("commit")
                ? committing(() -> method.invoke(connection, args))
                : invoke(() -> method.invoke(connection, args));
        return answer instanceof Statement statement
                ? proxy(
                        method.getReturnType(),
                        (proxy, called, values) ->
                                over ? dead(proxy, called, values) : execute(connection, statement, called, values))
                : answer;
    }

    private Object execute(Connection connection, Statement statement, Method method, Object[] args) throws Throwable {
        boolean commits = method.getName().startsWith("execute")
                && !method.getName().equals("executeQuery")
                && connection.getAutoCommit();
        return commits
                ? committing(() -> method.invoke(statement, args))
                : invoke(() -> method.invoke(statement, args));
    }

    private interface Deed {
        Object perform() throws ReflectiveOperationException;
    }

    private static Object invoke(Deed deed) throws Throwable {
        try {
            return deed.perform();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object committing(Deed deed) throws Throwable {
        if (isWithin(FLYWAY)) {
            return invoke(deed);
        }
        int number = ++commits;
        Optional<Death> now = death.filter(one -> one.commit() == number);
        if (now.isPresent() && now.get().before()) {
            kill();
            throw new Killed();
        }
        Object answer = invoke(deed);
        if (now.isPresent()) {
            kill();
            throw new Killed();
        }
        return answer;
    }

    static boolean isWithin(String caller) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(caller)));
    }

    /** A call that needs the database throws; a call that only cleans up does nothing. */
    private static @Nullable Object dead(Object proxy, Method method, Object[] args) throws Killed {
        String name = method.getName();
        if (name.equals("createStatement") && isWithin(POOL)) {
            return proxy(Statement.class, (statement, called, values) -> dead(statement, called, values));
        } else if (name.startsWith("execute") && isWithin(POOL)) {
            return false;
        } else if (name.startsWith("execute")
                || name.startsWith("prepare")
                || name.equals("createStatement")
                || name.equals("commit")) {
            throw new Killed();
        } else if (name.equals("equals")) {
            return proxy == args[0];
        } else if (method.getReturnType() == boolean.class) {
            return name.equals("isValid") || name.equals("getAutoCommit");
        }
        return method.getReturnType() == int.class ? Integer.valueOf(0) : null;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    synchronized void kill() {
        if (over) {
            return;
        }
        over = true;
        for (Connection connection : open) {
            try {
                breakOff(connection);
            } catch (SQLException e) {
                // The program or the test has closed it already.
            }
        }
    }

    private void breakOff(Connection connection) throws SQLException {
        if (isH2()) {
            // Closes the file without further writes.
            try (Statement statement = connection.createStatement()) {
                statement.execute("shutdown immediately");
            }
        } else {
            connection.abort(Runnable::run);
        }
    }

    @Override
    public String toString() {
        return death.map(Death::toString).filter(text -> over).orElse(over ? "killed by the endpoint" : "alive");
    }

    /** A server takes some time to notice that a client has died, and only then releases its locks. */
    void awaitBurial() throws InterruptedException {
        if (!isH2()) {
            JdbcClient jdbc = JdbcClient.create(state.dataSource());
            Await.until(
                    "the server has noticed",
                    () -> jdbc.sql("select count(*) from pg_stat_activity where datname = current_database()"
                                            + " and pid <> pg_backend_pid() and backend_type = 'client backend'")
                                    .query(Long.class)
                                    .single()
                            == 0);
        }
    }
}
