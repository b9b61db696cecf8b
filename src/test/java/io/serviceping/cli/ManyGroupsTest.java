package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Metrics with more groups than an object may have. */
class ManyGroupsTest {
    private static final String OBJECT = "value_type: object";

    @TempDir
    private Path folder;

    private static String numbers(TestDatabase kind, int last) {
        return kind == TestDatabase.H2
                ? "(select x as n from system_range(1, " + last + ")) r"
                : "(select n from generate_series(1, " + last + ") n) r";
    }

    private static JsonNode payload(Installation installation) {
        return JsonMapper.builder().build().readTree(installation.payloadFile(Installation.PERIOD));
    }

    /** Two equal tables, one read by a single metric, and the same metrics as written. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void cutsAnObjectAlikeWhoeverItsNeighboursAre(TestDatabase kind) {
        String name = "case mod(n, 150) when 0 then 'other' else 'k' || mod(n, 150) end";
        Installation installation = Installation.on(kind, folder)
                .metric("alone.counts", "select k, count(*) from a group by k", OBJECT)
                .metric("beside.counts", "select k, count(*) from b group by k", OBJECT)
                .metric("beside.averages", "select k, avg(n) from b group by k", OBJECT)
                .metric("beside.rows", "select count(*) from b")
                .metric("written.counts", "select k, count(*) from b where exists (select 1) group by k", OBJECT)
                .metric("written.averages", "select k, avg(n) from b where exists (select 1) group by k", OBJECT);
        for (String table : new String[] {"a", "b"}) {
            installation
                    .application()
                    .execute(
                            "create table " + table + " (n int, k varchar(10))",
                            "insert into " + table + " select n, " + name + " from " + numbers(kind, 310),
                            "analyze" + (kind == TestDatabase.H2 ? "" : " " + table));
        }

        CommandResult result = installation.run("run", "--no-submit");

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode metrics = payload(installation).get("metrics");
        JsonNode entries = payload(installation).at("/collection/metrics");
        assertThat(metrics.at("/beside/rows").intValue()).isEqualTo(310);
        JsonNode counts = metrics.at("/alone/counts");
        // Ten groups have three rows. The other groups have equal counts and are ordered by their keys.
        assertThat(counts).hasSize(100);
        assertThat(counts.get("k7").intValue()).isEqualTo(3);
        assertThat(counts.get("k100").intValue()).isEqualTo(2);
        assertThat(counts.get("other_2").intValue()).isEqualTo(102);
        assertThat(metrics.at("/beside/counts")).isEqualTo(counts);
        assertThat(metrics.at("/written/counts")).isEqualTo(counts);
        for (String metric : new String[] {"alone.counts", "beside.counts", "written.counts"}) {
            assertThat(entries.at("/" + metric + "/groups_cut").toString())
                    .as(metric)
                    .isEqualTo("{\"kept\":99,\"folded\":51,\"key\":\"other_2\"}");
        }
        assertThat(metrics.at("/beside/averages").has("other_2")).isTrue();
        assertThat(entries.at("/written.averages/groups_cut").toString()).isEqualTo("{\"kept\":99,\"folded\":51}");
        assertThat(metrics.at("/written/averages")).hasSize(99);
    }

    /** In a shared scan, in one of an append-only table, and as written; in a preview and in a run. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsTheGroupOfNullApartFromATextOfItsName(TestDatabase kind) {
        String[] appendOnly = {"time_frame: all", "timestamp_column: created_at", "append_only: true", OBJECT};
        Installation installation = Installation.on(kind, folder)
                .metric("shared.counts", "select k, count(*) from a group by k", OBJECT)
                .metric("append_only.counts", "select k, count(*) from b group by k", appendOnly)
                .metric("written.counts", "select k, count(*) from a where exists (select 1) group by k", OBJECT);
        for (String table : new String[] {"a", "b"}) {
            installation
                    .application()
                    .execute(
                            "create table " + table
                                    + " (id int primary key, k varchar(10), created_at timestamp not null)",
                            "insert into " + table + " select n, case when n > 4 then 'null' end,"
                                    + " timestamp '2026-01-01 00:00:00' from " + numbers(kind, 10));
        }

        String previewed = installation.run("preview").out();
        CommandResult result = installation.run("run", "--no-submit");

        assertThat(result.exitCode()).as(result.err()).isZero();
        for (JsonNode payload :
                new JsonNode[] {JsonMapper.builder().build().readTree(previewed), payload(installation)}) {
            for (String family : new String[] {"shared", "append_only", "written"}) {
                JsonNode counts = payload.at("/metrics/" + family + "/counts");
                assertThat(counts.get("null").intValue()).as(family).isEqualTo(6);
                assertThat(counts.get("null_2").intValue()).as(family).isEqualTo(4);
                assertThat(payload.at("/collection/metrics/" + family + ".counts/null_key")
                                .stringValue())
                        .isEqualTo("null_2");
            }
        }
    }

    /** For an append-only table, whose groups are stored from ping to ping. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void storesNoGroupInClear(TestDatabase kind) throws Exception {
        String[] appendOnly = {"time_frame: [all, 28d]", "timestamp_column: created_at", "append_only: true", OBJECT};
        Installation installation = Installation.on(kind, TestDatabase.H2, folder)
                .metric("users.counts", "select email, count(*) from users group by email", appendOnly)
                .metric("users.plans", "select email, count(distinct plan) from users group by email", appendOnly);
        installation
                .application()
                .execute(
                        "create table users (id int primary key, plan int, email varchar(60), created_at timestamp)",
                        "insert into users select n, mod(n, 7), 'person' || mod(n, 250) || '@example.org',"
                                + " timestamp '2026-09-01 00:00:00' from " + numbers(kind, 12_000),
                        "analyze" + (kind == TestDatabase.H2 ? "" : " users"));

        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();

        JsonNode counted = payload(installation).get("metrics");
        assertThat(counted.at("/users/counts").toString()).contains("\"other\":" + 151 * 48);
        assertThat(installation.count("incremental_segment where group_numbers is not null"))
                .isEqualTo(1);
        assertThat(stateFile(installation)).doesNotContain("@example.org");

        installation.advance(Duration.ofDays(7));
        installation
                .application()
                .execute("insert into users values (12001, 1, 'late@example.org', timestamp '2026-09-01 00:00:00')");
        installation.stateUrl().execute("alter table outbox_ping add constraint kill check (period = '2026-W46')");

        assertThat(installation.run("run", "--no-submit").exitCode()).isNotZero();

        assertThat(installation.count("chunk where group_numbers is not null")).isPositive();
        assertThat(stateFile(installation)).doesNotContain("@example.org");

        // Without the key nothing stored can be read, so everything is counted again.
        installation.stateUrl().execute("alter table outbox_ping drop constraint kill");
        Files.delete(installation.home().resolve("state/groups.key"));
        CommandResult result = installation.run("run", "--no-submit");

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode later = JsonMapper.builder()
                .build()
                .readTree(installation.payloadFile(Installation.NEXT_PERIOD))
                .get("metrics");
        assertThat(later.at("/users/counts").toString()).contains("\"other\":" + (151 * 48 + 1));
        assertThat(later.at("/users/plans")).isEqualTo(counted.at("/users/plans"));
    }

    private static String stateFile(Installation installation) throws IOException {
        return Files.readString(installation.home().resolve("state/service-ping.mv.db"), StandardCharsets.ISO_8859_1);
    }
}
