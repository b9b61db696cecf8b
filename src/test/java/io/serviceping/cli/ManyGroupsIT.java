package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged program with the heap that cron gives it, and a grouped metric with one group per row. */
class ManyGroupsIT {
    private static final String OBJECT = "value_type: object";
    /** With -Dservice-ping.soak=true, the most that an installation may have. */
    private static final int ADDRESSES = Boolean.getBoolean("service-ping.soak") ? 3_000_000 : 300_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void losesNoMetricButTheOneOfTooManyGroups(TestDatabase kind) throws Exception {
        Installation installation = Installation.on(kind, TestDatabase.H2, folder)
                .metric("users.all", "select count(*) from users")
                .metric("users.sum", "select sum(plan) from users")
                .metric("users.plans", "select plan, count(*) from users group by plan", OBJECT)
                .metric("users.addresses", "select email, count(*) from users group by email", OBJECT)
                .metric("users.few", "select email, count(*) from users where id <= 50 group by email", OBJECT);
        installation
                .application()
                .execute(
                        "create table users (id bigint primary key, plan int, email varchar(60))",
                        "insert into users select n, mod(n, 3), 'person' || n || '@example.org' from "
                                + (kind == TestDatabase.H2
                                        ? "(select x as n from system_range(1, " + ADDRESSES + ")) r"
                                        : "(select n from generate_series(1, " + ADDRESSES + ") n) r"),
                        kind == TestDatabase.H2 ? "analyze" : "analyze users");

        CommandResult result = installation.runProgram("run", "--no-submit");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        JsonNode payload = JsonMapper.builder().build().readTree(onlyPayload(installation));
        JsonNode users = payload.at("/metrics/users");
        assertThat(users.get("all").intValue()).isEqualTo(ADDRESSES);
        assertThat(users.get("sum").intValue()).isEqualTo(ADDRESSES);
        assertThat(users.get("plans").toString())
                .isEqualTo("{\"0\":%1$d,\"1\":%1$d,\"2\":%1$d}".formatted(ADDRESSES / 3));
        assertThat(users.get("few")).hasSize(50);
        assertThat(users.get("addresses").isNull()).isTrue();
        assertThat(payload.at("/collection/metrics/users.addresses/reason").stringValue())
                .isEqualTo("too many groups: more than 100000");
    }

    private static byte[] onlyPayload(Installation installation) throws IOException {
        try (Stream<Path> files = Files.list(installation.home().resolve("state/pings"))) {
            return Files.readAllBytes(files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow());
        }
    }
}
