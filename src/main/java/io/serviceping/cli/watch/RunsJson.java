package io.serviceping.cli.watch;

import io.serviceping.cli.json.Json;
import io.serviceping.state.CommandRun;
import io.serviceping.state.RunFigures;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Runs as JSON; {@code docs/reference/json.md} documents the keys. */
final class RunsJson {
    private static final double MILLIS_A_SECOND = 1000.0;

    private RunsJson() {}

    static String write(List<RunsCommand.Listed> listed) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = root.putArray("runs");
        listed.forEach(one -> runs.add(run(one)));
        return Json.text(root);
    }

    private static ObjectNode run(RunsCommand.Listed listed) {
        CommandRun run = listed.run();
        Optional<CommandRun.End> end = run.end();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("command", run.command());
        node.put("period", run.week().orElse(null));
        node.put("reason", run.origin().reason());
        node.put("user", run.origin().user());
        node.put("host", run.origin().host());
        node.put("state", listed.state().name().toLowerCase(Locale.ROOT));
        node.put("started_at", run.startedAt().toString());
        node.put("ended_at", end.map(one -> one.at().toString()).orElse(null));
        node.put("exit_code", end.map(CommandRun.End::exitCode).orElse(null));
        ArrayNode reasons = node.putArray("reasons");
        end.ifPresent(one -> one.reasons().forEach(reasons::add));
        end.map(CommandRun.End::figures).ifPresent(figures -> figures(node, figures));
        return node;
    }

    private static void figures(ObjectNode node, RunFigures figures) {
        node.put("metrics_counted", figures.counted());
        node.put("metrics_without_value", figures.withoutValue());
        node.put("pings_sent", figures.sent());
        node.put("attempts", figures.attempts());
        node.put("sent_bytes", figures.sentBytes());
        node.put("ranges_read", figures.ranges());
        node.put("rows_read", figures.rows());
        ObjectNode steps = node.putObject("step_seconds");
        new TreeMap<>(figures.steps()).forEach((step, took) -> steps.put(step, seconds(took)));
    }

    private static double seconds(Duration took) {
        return took.toMillis() / MILLIS_A_SECOND;
    }
}
