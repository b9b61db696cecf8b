package io.serviceping.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

@SincePostgres(14)
class FencedTransactionsTest {
    private static final String NOTE = "insert into period_begun values (gen_random_uuid(), '2026-W46', 1, now())";

    private static StateDatabase open(TestDatabase.Url url) throws StateUnavailableException {
        StateDatabase state = StateDatabase.open(new JdbcAddress(url.jdbc(), url.username(), url.password()), 4);
        if (url.jdbc().startsWith("jdbc:h2:")) {
            JdbcClient.create(state.dataSource())
                    .sql("create alias if not exists gen_random_uuid for 'java.util.UUID.randomUUID'")
                    .update();
        }
        return state;
    }

    /** Takes over with a lock whose connection is then cut, as in a failover. */
    private static FencedTransactions takesOver(StateDatabase state, TestDatabase.Url url) throws SQLException {
        if (url.jdbc().startsWith("jdbc:postgresql:")) {
            url.endSessions("pg_locks where locktype = 'advisory'"
                    + " and database = (select oid from pg_database where datname = current_database())");
        }
        return ClusterLock.tryAcquire(state).orElseThrow().transactions(state);
    }

    private static TransactionTemplate transaction(FencedTransactions transactions, int isolation) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setIsolationLevel(isolation);
        return template;
    }

    private static long notes(StateDatabase state) {
        return JdbcClient.create(state.dataSource())
                .sql("select count(*) from period_begun")
                .query(Long.class)
                .single();
    }

    private static void note(StateDatabase state) {
        JdbcClient.create(state.dataSource()).sql(NOTE).update();
    }

    static Stream<Arguments> isolationsOnBoth() {
        return Stream.of(TransactionDefinition.ISOLATION_READ_COMMITTED, TransactionDefinition.ISOLATION_SERIALIZABLE)
                .flatMap(isolation -> Stream.of(TestDatabase.values()).map(kind -> Arguments.of(kind, isolation)));
    }

    @ParameterizedTest
    @MethodSource("isolationsOnBoth")
    void commitsNothingOnceAnotherRunHasTakenOver(TestDatabase kind, int isolation) throws Exception {
        TestDatabase.Url url = kind.create();
        try (StateDatabase state = open(url)) {
            FencedTransactions first = takesOver(state, url);
            TransactionTemplate before = transaction(first, isolation);
            before.executeWithoutResult(status -> note(state));
            assertThat(notes(state)).isEqualTo(1);
            assertThat(first.trouble()).isEmpty();

            FencedTransactions second = takesOver(state, url);

            assertThat(first.trouble()).isPresent();
            assertThatThrownBy(() -> before.executeWithoutResult(status -> note(state)))
                    .isInstanceOf(TakenOverException.class);
            assertThatThrownBy(() -> before.executeWithoutResult(status -> note(state)))
                    .isInstanceOf(TransactionException.class);
            assertThat(notes(state)).isEqualTo(1);
            transaction(second, isolation).executeWithoutResult(status -> note(state));
            assertThat(notes(state)).isEqualTo(2);
            assertThat(first.trouble())
                    .hasValueSatisfying(trouble -> assertThat(trouble)
                            .hasMessageStartingWith("Another run has taken over")
                            .extracting(StateUnavailableException::obstacle)
                            .isEqualTo(StateUnavailableException.Obstacle.BUSY));
            assertThat(second.trouble()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("isolationsOnBoth")
    void commitsNothingOfATransactionThatWasUnderWayWhenAnotherTookOver(TestDatabase kind, int isolation)
            throws Exception {
        TestDatabase.Url url = kind.create();
        try (StateDatabase state = open(url);
                StateDatabase other = kind == TestDatabase.H2 ? state : open(url)) {
            TransactionTemplate before = transaction(takesOver(state, url), isolation);

            assertThatThrownBy(() -> before.executeWithoutResult(status -> {
                        note(state);
                        takesOverAnyhow(other, url);
                    }))
                    .isInstanceOf(TakenOverException.class);

            assertThat(notes(state)).isZero();
        }
    }

    /** Reads are not fenced, so that Spring Batch's many reads cost no commit. */
    @ParameterizedTest
    @MethodSource("isolationsOnBoth")
    void aTransactionThatOnlyLooksLocksAndCommitsNothing(TestDatabase kind, int isolation) throws Exception {
        TestDatabase.Url url = kind.create();
        try (StateDatabase state = open(url)) {
            TransactionTemplate first = transaction(takesOver(state, url), isolation);
            first.executeWithoutResult(status -> note(state));
            takesOver(state, url);

            assertThat(first.<Long>execute(status -> notes(state))).isEqualTo(1);
            assertThatThrownBy(() -> first.executeWithoutResult(status -> {
                        notes(state);
                        note(state);
                    }))
                    .isInstanceOf(TakenOverException.class);

            assertThat(notes(state)).isEqualTo(1);
        }
    }

    private static void takesOverAnyhow(StateDatabase state, TestDatabase.Url url) {
        try {
            takesOver(state, url);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aStatementThatFailsIsNoTroubleOfTheDatabase(TestDatabase kind) throws Exception {
        TestDatabase.Url url = kind.create();
        try (StateDatabase state = open(url)) {
            FencedTransactions transactions = takesOver(state, url);
            TransactionTemplate template = new TransactionTemplate(transactions);

            assertThatThrownBy(() -> template.executeWithoutResult(status -> JdbcClient.create(state.dataSource())
                            .sql("select 1 from nowhere")
                            .query()
                            .singleValue()))
                    .isInstanceOf(DataAccessException.class);

            assertThat(transactions.trouble()).isEmpty();
            template.executeWithoutResult(status -> note(state));
            assertThat(notes(state)).isEqualTo(1);
        }
    }

    @Test
    void beginsNothingMoreOnceAConnectionWasLost() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        try (StateDatabase state = open(url)) {
            FencedTransactions transactions = takesOver(state, url);
            TransactionTemplate template = new TransactionTemplate(transactions);

            assertThatThrownBy(() -> template.executeWithoutResult(status -> {
                        note(state);
                        url.endSessions("pg_stat_activity where datname = current_database()");
                    }))
                    .isInstanceOf(RuntimeException.class);

            assertThat(transactions.trouble())
                    .hasValueSatisfying(trouble -> assertThat(trouble)
                            .hasMessageStartingWith("The connection to the state database was lost: ")
                            .hasMessageEndingWith("; run again: it goes on where it stopped.")
                            .extracting(StateUnavailableException::obstacle)
                            .isEqualTo(StateUnavailableException.Obstacle.UNREACHABLE));
            assertThatThrownBy(() -> template.executeWithoutResult(status -> note(state)))
                    .isInstanceOf(TransactionException.class);
            // The pool may still have a connection that was ended too.
            assertThat(JdbcClient.create(url.dataSource())
                            .sql("select count(*) from period_begun")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }
}
