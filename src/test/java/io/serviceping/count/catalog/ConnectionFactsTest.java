package io.serviceping.count.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.ConnectedSession;
import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.query.Source;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ConnectionFactsTest {
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

    /** A collation that treats different texts as equal affects only the columns that have it. */
    @Test
    void looksAtTheCollationOfTheExpressionItself() throws SQLException {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create collation folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                        "create domain folded as text collate folding",
                        "create table events (id int primary key, plain text, folds text collate folding,"
                                + " domain folded, short varchar(9) collate \"C\")");
        try (Connection connection = url.dataSource().getConnection()) {
            Expressions expressions = expressions(connection, EVENTS);

            for (String sure : new String[] {"plain", "short", "lower(plain)", "plain || short", "cast(id as text)"}) {
                assertThat(expressions.typeOf(sure).kind()).as(sure).isEqualTo(SqlType.Kind.TEXT);
                assertThat(expressions.keyOf(sure)).as(sure).isPresent();
            }
            for (String folding : new String[] {"folds", "domain", "lower(folds)", "plain || folds", "upper(domain)"}) {
                assertThat(expressions.typeOf(folding).kind()).as(folding).isEqualTo(SqlType.Kind.OTHER);
                assertThat(expressions.keyOf(folding)).as(folding).isEmpty();
            }
        }
    }

    private static Expressions expressions(Connection connection, Source source) throws SQLException {
        return new ConnectionFacts(ConnectedSession.postgresql(connection)).expressions(source);
    }
}
