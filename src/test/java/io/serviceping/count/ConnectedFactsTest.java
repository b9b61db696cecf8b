package io.serviceping.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.plan.Expressions;
import io.serviceping.plan.Source;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ConnectedFactsTest {
    private static final Source EVENTS = new Source("events", "events", "");

    @Test
    void knowsAColumnOfFewValuesByStatisticsOnPostgres() throws SQLException {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create table events (id int primary key, kind text, \"State\" text, name text)",
                        "insert into events select n, 'kind ' || n % 150, 'state ' || n % 3, 'name ' || n % 300"
                                + " from generate_series(1, 6000) n");
        try (Connection connection = url.dataSource().getConnection()) {
            assertThat(expressions(connection, EVENTS).hasFewValues("kind")).isFalse();
            url.execute("analyze events");

            Expressions expressions = expressions(connection, EVENTS);

            assertThat(expressions.hasFewValues("kind")).isTrue();
            assertThat(expressions.hasFewValues("\"State\"")).isTrue();
            assertThat(expressions.hasFewValues("state")).isFalse();
            assertThat(expressions.hasFewValues("lower(kind)")).isFalse();
            assertThat(expressions.hasFewValues("name")).isFalse();
            assertThat(expressions.hasFewValues("id")).isFalse();
            assertThat(expressions(connection, new Source("events e join events f on f.id = e.id", "events", "e."))
                            .hasFewValues("e.kind"))
                    .isFalse();
        }
    }

    private static Expressions expressions(Connection connection, Source source) throws SQLException {
        return new ConnectedFacts(ConnectedSession.postgresql(connection)).expressions(source);
    }
}
