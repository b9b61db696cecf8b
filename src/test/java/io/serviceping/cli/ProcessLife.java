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
 * The life of a process as its state database sees it. When it ends, connections break off without a commit, an H2 file is
 * left as it lies on disk, and whatever the program still tries with the database ends in {@link Killed}.
 */
final class ProcessLife implements KillableDriver.Client {
    /** Before or after the commit of that number, from 1, once the tables are made; of statements that commit by themselves, too. */
    record Death(int commit, boolean before) {
        @Override
        public String toString() {
            return "killed " + (before ? "before" : "after") + " commit " + commit;
        }
    }

    /** It tries again for a minute when a connection breaks; a kill there is a test of its own. */
    static final String FLYWAY = "org.flywaydb.";
    /** It tries again for half a minute when a connection cannot be set up, which delays only our tests. */
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

    /** How often it has connected to the state database. */
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

    /** Something done by reflection. */
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

    /** What cannot be done any more ends the method; what only tidies up is left undone. */
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

    /** At this instant. */
    synchronized void kill() {
        if (over) {
            return;
        }
        over = true;
        for (Connection connection : open) {
            try {
                breakOff(connection);
            } catch (SQLException e) {
                // It is closed, by us or by the program: there is nothing to break off.
            }
        }
    }

    private void breakOff(Connection connection) throws SQLException {
        if (isH2()) {
            // Closes the file without writing anything more to it.
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

    /** A server notices by and by that a client has died, and only then frees what it held. */
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
