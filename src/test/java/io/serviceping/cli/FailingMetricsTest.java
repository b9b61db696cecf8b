package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** If one metric fails, all others keep their values. */
class FailingMetricsTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void deliversTheRestAndEndsWithFour(TestDatabase kind) {
        Installation installation = installation(kind)
                .metric("bad.table", "select count(*) from lost_table")
                .metric("bad.column", "select sum(lost_column) from issues")
                .metric("bad.at_run_time", "select 1 / (count(*) - count(*)) from issues")
                .metric("bad.type", "select max(title) from issues")
                .metric("bad.rows", "select id from issues")
                .metric("bad.none", "select id from issues where id < 0");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.outLines()).singleElement().asString().endsWith(", not every metric has a value.");
        JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));
        assertThat(payload.at("/collection/complete").booleanValue()).isFalse();
        assertThat(payload.at("/metrics/counts/issues").intValue()).isEqualTo(10);
        assertThat(payload.at("/metrics/bad").values()).hasSize(6).allMatch(JsonNode::isNull);
        assertThat(reason(payload, "bad.at_run_time")).isEqualTo("SQL state 22012");
        assertThat(reason(payload, "bad.type")).isEqualTo("not a number");
        assertThat(reason(payload, "bad.rows")).isEqualTo("more than one row");
        assertThat(reason(payload, "bad.none")).startsWith("no row where one must be; max(…)");
        assertThat(result.errLines().get(0)).isEqualTo("6 metrics have no value:");
        assertThat(result.err()).containsPattern("  bad.table: SQL state 42\\w+ - .*(?i:lost_table)");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsTheDatabasesWordsOutOfThePayload(TestDatabase kind) {
        Installation installation =
                installation(kind).metric("bad.value", "select cast(max(title) as integer) from issues");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("issue 9");
        assertThat(new String(installation.payloadFile(Installation.PERIOD), StandardCharsets.UTF_8))
                .doesNotContain("issue 9")
                .doesNotContain("select")
                .contains("\"SQL state 22");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void givesUpAStatementThatTakesTooLong(TestDatabase kind) {
        Installation installation = installation(kind)
                .set("collection.statement-timeout", "1s")
                .metric(
                        "bad.slow",
                        "select count(*) from issues a, issues b, issues c, issues d, issues e, issues f, issues g,"
                                + " issues h, issues i, issues j where a.id + b.id + c.id + d.id + e.id + f.id + g.id"
                                + " + h.id + i.id + j.id < 0");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        JsonNode entry = CommandResult.json(installation.payloadFile(Installation.PERIOD))
                .at("/collection/metrics/bad.slow");
        assertThat(entry.get("status").stringValue()).isEqualTo("timeout");
        assertThat(result.err()).contains("bad.slow: the statement or a lock took longer than allowed");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void namesTheMetricThatMakesASharedScanFailAndAsksNoOtherOnItsOwn(TestDatabase kind) {
        Installation installation = installation(kind)
                .metric("bad.inverse", "select sum(10 / (id - 5)) from issues")
                .metric("good.titles", "select count(distinct title) from issues");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(4);
        JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));
        assertThat(payload.at("/metrics/good/titles").intValue()).isEqualTo(10);
        assertThat(reason(payload, "bad.inverse")).isEqualTo("SQL state 22012");
        assertThat(installation
                        .state()
                        .sql("select key_path from outcome where shared_status is not null")
                        .query(String.class)
                        .list())
                .containsExactly("bad.inverse");
        assertThat(installation.run("status").out())
                .contains("bad.inverse of 2026-W46 was asked by a statement of its own")
                .contains("SQL state 22012");
        assertThat(installation
                        .run("status", "--json")
                        .json()
                        .at("/counted_apart/0/key_path")
                        .stringValue())
                .isEqualTo("bad.inverse");
    }

    /** A column of a view fails for one row, which the metric's other condition leaves out. */
    @ParameterizedTest
    @EnumSource(value = TestDatabase.class, names = "POSTGRESQL")
    void saysWhyAMetricWithAValueWasAskedOnItsOwn(TestDatabase kind) {
        Installation installation = installation(kind)
                .metric("good.late", "select count(*) from rated where id <> 5 and rate <> 100")
                .metric("good.all", "select count(*) from rated")
                .metric("good.other", "select count(*) from rated where id <> 5")
                .metric("good.sum", "select sum(id) from rated where id <> 5")
                .metric("good.least", "select min(id) from rated where id <> 5");
        installation.application().execute("create view rated as select id, 10 / (id - 5) as rate from issues");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));
        assertThat(payload.at("/metrics/good/late").intValue()).isEqualTo(9);
        assertThat(payload.at("/metrics/good/all").intValue()).isEqualTo(10);
        assertThat(payload.at("/collection/metrics/good.late/status").stringValue())
                .isEqualTo("ok");
        assertThat(reason(payload, "good.late"))
                .contains("by a statement of its own")
                .endsWith("SQL state 22012");
        assertThat(installation.run("status").out())
                .contains("good.late of 2026-W46")
                .containsIgnoringCase("division by zero");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysTheSameWhenThePingIsFrozenWithoutSending(TestDatabase kind) {
        Installation installation = installation(kind).metric("bad.table", "select count(*) from lost_table");

        CommandResult frozen = installation.run("run", "--no-submit");
        CommandResult delivered = installation.run("run");

        assertThat(frozen.exitCode()).isEqualTo(4);
        assertThat(frozen.err()).contains("1 metric has no value:");
        assertThat(delivered.exitCode()).isEqualTo(4);
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void neitherQueriesNorSendsWhatTheAdminLeftOut() {
        Probe.reset();
        Installation installation = installation(TestDatabase.H2)
                .metric("left.by_path", "select probe('path') from issues where id = 1")
                .metric("left.by_glob", "select probe('glob') from issues where id = 1")
                .metric(
                        "other.by_category",
                        "select probe('category') from issues where id = 1",
                        "data_category: optional")
                .metric("kept.one", "select probe('kept') from issues where id = 1")
                .set("exclude", "[left.by_path, 'left.by_g*']")
                .set("categories.optional", "false");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));
        assertThat(payload.at("/collection/complete").booleanValue()).isTrue();
        for (String keyPath : new String[] {"left.by_path", "left.by_glob", "other.by_category"}) {
            assertThat(payload.at("/metrics/" + keyPath.replace('.', '/')).isNull())
                    .as(keyPath)
                    .isTrue();
            assertThat(payload.at("/collection/metrics/" + keyPath + "/status").stringValue())
                    .isEqualTo("excluded");
        }
        assertThat(payload.at("/metrics/kept/one").isNumber()).isTrue();
        assertThat(Probe.calls("path") + Probe.calls("glob") + Probe.calls("category"))
                .isZero();
        assertThat(Probe.calls("kept")).isEqualTo(1);
    }

    private static String reason(JsonNode payload, String keyPath) {
        return payload.at("/collection/metrics/" + keyPath + "/reason").stringValue();
    }
}
