package io.serviceping.demo;

import static io.serviceping.demo.Demo.AS_OF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class DemoDatabaseTest {
    @ParameterizedTest
    @EnumSource
    void touchesNothingWhereATableIsNotItsOwn(TestDatabase database) {
        TestDatabase.Url url =
                Demo.in(database).execute("create table users (id integer)", "insert into users values (7)");

        assertThatThrownBy(() -> DemoDatabase.create(url.dataSource(), 1, AS_OF))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("users")
                .hasMessageContaining("give it an empty database");
        assertThat(tables(url)).containsExactly("users");
        assertThat(JdbcClient.create(url.dataSource())
                        .sql("select id from users")
                        .query(Integer.class)
                        .single())
                .isEqualTo(7);
        assertThat(DemoDatabase.existing(url.dataSource())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void leavesTablesAloneThatAreNotInItsWay(TestDatabase database) {
        TestDatabase.Url url =
                Demo.in(database).execute("create table customers (id integer)", "insert into customers values (7)");
        halfMade(url);

        DemoDatabase.create(url.dataSource(), 1, AS_OF);

        assertThat(tables(url)).contains("customers", "users", "demo_info");
        assertThat(DemoDatabase.existing(url.dataSource())).contains(new DemoDatabase.Existing(AS_OF, 1));
    }

    @ParameterizedTest
    @EnumSource
    void isNotThereWhileItIsHalfMade(TestDatabase database) {
        TestDatabase.Url url = Demo.in(database);
        assertThat(DemoDatabase.existing(url.dataSource())).isEmpty();

        halfMade(url);

        assertThat(DemoDatabase.existing(url.dataSource())).isEmpty();

        url.execute("update demo_info set complete = true, total_rows = 1");

        assertThat(DemoDatabase.existing(url.dataSource())).contains(new DemoDatabase.Existing(AS_OF, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void refusesAScaleOutOfRange(int scale) {
        assertThatThrownBy(() -> DemoDatabase.create(TestDatabase.H2.create().dataSource(), scale, AS_OF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scale must be 1 to 1000 but was " + scale);
    }

    /** The state after the creation was killed after its first table. */
    private static void halfMade(TestDatabase.Url url) {
        url.execute(
                "create table demo_info (as_of timestamp with time zone not null, scale integer not null,"
                        + " complete boolean not null, total_rows bigint not null)",
                "insert into demo_info values (timestamp with time zone '2026-11-16 00:00:00+00', 3, false, 0)",
                "create table users (half integer)");
    }

    private static List<String> tables(TestDatabase.Url url) {
        return JdbcClient.create(url.dataSource())
                .sql("select lower(table_name) from information_schema.tables"
                        + " where lower(table_schema) = 'public' order by 1")
                .query(String.class)
                .list();
    }
}
