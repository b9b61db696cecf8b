package io.serviceping.consent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The admin's flag in a state database, for all machines that share it. Every method throws {@link DataAccessException}
 * when the database cannot be asked.
 */
public final class SharedOptOut {
    private static final String READ = """
            select since, raised_by, host, reason from opt_out
            """;
    private static final String RAISE = """
            insert into opt_out (since, raised_by, host, reason) values (:since, :by, :host, :reason)
            on conflict do nothing
            """;
    private static final String LOWER = """
            delete from opt_out
            """;

    /** After this time without an answer, the database counts as unreachable. */
    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(5);

    private static final ExecutorService ASKING = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "shared-opt-out");
        thread.setDaemon(true);
        return thread;
    });

    private final DataSource state;
    private final Duration longestQuestion;

    /** The flag in a migrated state database. */
    public SharedOptOut(DataSource state) {
        this(state, LONGEST_QUESTION);
    }

    SharedOptOut(DataSource state, Duration longestQuestion) {
        this.state = state;
        this.longestQuestion = longestQuestion;
    }

    /**
     * Reads the flag at each call. Empty: not raised. Answers or throws within seconds, even if the network is silent.
     */
    public Optional<OptOut> read() {
        CompletableFuture<Optional<OptOut>> answer = CompletableFuture.supplyAsync(this::ask, ASKING);
        try {
            return answer.get(longestQuestion.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unanswered("no answer within " + longestQuestion.toMillis() / 1000.0
                    + " s to the question whether Service Ping is switched off");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DataAccessException failed ? failed : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered("interrupted while it was asked whether Service Ping is switched off");
        }
    }

    private static DataAccessException unanswered(String why) {
        return new DataAccessResourceFailureException(why, new SQLTransientConnectionException(why));
    }

    /** Reads on the calling thread, without a time limit. */
    private Optional<OptOut> ask() {
        return JdbcClient.create(state)
                .sql(READ)
                .query((row, n) -> raised(row))
                .optional()
                .map(OptOut.class::cast);
    }

    /**
     * Raises the flag. Keeps a flag that is already up.
     *
     * @param by the name of the user in the operating system
     * @param host the name of the machine
     */
    public void raise(String by, String host, Optional<String> reason, Instant at) {
        JdbcClient.create(state)
                .sql(RAISE)
                .param("since", at.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC))
                .param("by", by)
                .param("host", host)
                .param("reason", reason.orElse(null), Types.VARCHAR)
                .update();
    }

    /** Lowers the flag, if it is up. */
    public void lower() {
        JdbcClient.create(state).sql(LOWER).update();
    }

    private static OptOut.Shared raised(ResultSet row) throws SQLException {
        return new OptOut.Shared(
                new OptOut.Raised(
                        row.getTimestamp("since").toInstant(),
                        row.getString("raised_by"),
                        Optional.ofNullable(row.getString("reason"))),
                row.getString("host"));
    }
}
