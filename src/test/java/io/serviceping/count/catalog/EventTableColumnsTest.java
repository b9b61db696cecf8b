package io.serviceping.count.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables that the SDK's script makes are those that we know. */
class EventTableColumnsTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void areThoseOfTheScript(TestDatabase kind) throws IOException {
        Map<String, List<String>> script = new TreeMap<>();
        JdbcClient.create(io.serviceping.count.EventTables.in(kind).dataSource())
                .sql("select lower(table_name), lower(column_name) from information_schema.columns"
                        + " where lower(table_name) like 'product\\_event%' escape '\\'")
                .query(row -> {
                    script.computeIfAbsent(row.getString(1), any -> new ArrayList<>())
                            .add(row.getString(2));
                });

        assertThat(EventTables.NAMES).isEqualTo(script.keySet());
        EventTables.COLUMNS.forEach(
                (table, columns) -> assertThat(script.get(table)).as(table).contains(columns.split(", ", -1)));
    }
}
