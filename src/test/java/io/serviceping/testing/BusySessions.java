package io.serviceping.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL sessions of an application, each executing a statement for as long as the test wants. */
public final class BusySessions implements AutoCloseable {
    private static final String BUSY = "pg_stat_activity where datname = current_database() and state = 'active'"
            + " and query = 'select pg_sleep(600)'";

    private final TestDatabase.Url url;
    private final List<Thread> threads = new ArrayList<>();

    public BusySessions(TestDatabase.Url url) {
        this.url = url;
    }

    /** Starts this number of further sessions; waits until all are busy. */
    public void begin(int sessions) {
        for (int i = 0; i < sessions; i++) {
            Thread thread = new Thread(this::sleep, "busy");
            threads.add(thread);
            thread.start();
        }
        while (busy() < threads.size()) {
            Thread.onSpinWait();
        }
    }

    private void sleep() {
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_sleep(600)");
        } catch (SQLException e) {
            // The session was terminated.
        }
    }

    private long busy() {
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select count(*) from " + BUSY)) {
            answer.next();
            return answer.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the sessions are gone. */
    public void end() {
        url.endSessions(BUSY);
        threads.clear();
    }

    @Override
    public void close() {
        end();
    }
}
