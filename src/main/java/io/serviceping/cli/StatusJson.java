package io.serviceping.cli;

import io.serviceping.cli.console.Remedies;
import io.serviceping.cli.json.Json;
import io.serviceping.cli.json.PingJson;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.job.status.Gap;
import io.serviceping.job.status.InstallationStatus;
import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.Breaker;
import io.serviceping.outbox.PingSummary;
import io.serviceping.state.CommandRun;
import io.serviceping.state.RunProgress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The status as JSON; {@code docs/reference/json.md} documents the keys. */
final class StatusJson {
    private StatusJson() {}

    static String write(StatusCommand.Report report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("product", report.settings().product().name());
        root.put("enabled", report.view().consent() instanceof ConsentDecision.On);
        root.put("off_by", report.view().consent() instanceof ConsentDecision.Off off ? off.by() : null);
        root.put("mode", mode(report.view().consent()));
        ArrayNode sources = root.putArray("consent");
        report.view()
                .asked()
                .sources()
                .forEach(source ->
                        sources.addObject().put("mode", source.mode().text()).put("source", source.who()));
        ArrayNode categories = root.putArray("categories_off");
        report.settings().switchedOff().forEach(category -> categories.add(category.text()));
        ArrayNode exclude = root.putArray("exclude");
        report.settings().exclude().forEach(exclude::add);
        ArrayNode problems = root.putArray("problems");
        report.problems().forEach(problems::add);
        root.set("running", report.view().running().map(StatusJson::running).orElse(null));
        root.set(
                "last_run",
                report.view().runs().last().map(StatusJson::commandRun).orElse(null));
        ArrayNode unresolved = root.putArray("unresolved");
        report.view().runs().unresolved().forEach(run -> unresolved.add(commandRun(run)));
        boolean off = report.view().consent() instanceof ConsentDecision.Off;
        root.put("next_period", off ? null : report.next().toString());
        root.put("next_from", off ? null : report.nextFrom().toString());
        root.put("outbox_readable", report.view().outbox().isPresent());
        report.view().outbox().ifPresent(outbox -> books(root, outbox));
        return Json.text(root);
    }

    private static @Nullable String mode(ConsentDecision consent) {
        return consent instanceof ConsentDecision.Unknown
                ? null
                : consent.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode running(InstallationStatus.Running running) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("who", running.who());
        running.progress().ifPresent(run -> progress(node, run));
        return node;
    }

    private static void progress(ObjectNode node, RunProgress.Snapshot run) {
        node.put("pid", run.pid());
        node.put("period", run.period());
        node.put("started_at", run.startedAt().toString());
        node.put("step", run.step());
        node.put("scans_done", run.scansDone());
        node.put("scans_total", run.scansTotal());
        node.put("waiting_for", run.waitingFor().orElse(null));
    }

    private static ObjectNode commandRun(CommandRun run) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Optional<CommandRun.End> end = run.end();
        node.put("command", run.command());
        node.put("period", run.week().orElse(null));
        node.put("started_at", run.startedAt().toString());
        node.put("ended_at", end.map(one -> one.at().toString()).orElse(null));
        node.put("exit_code", end.map(CommandRun.End::exitCode).orElse(null));
        ArrayNode reasons = node.putArray("reasons");
        end.ifPresent(one -> one.reasons().forEach(reasons::add));
        return node;
    }

    private static void books(ObjectNode root, InstallationStatus.OutboxStatus outbox) {
        root.put("instance_id", outbox.instanceId().toString());
        root.set("last_delivered", outbox.lastDelivered().map(PingJson::of).orElse(null));
        ArrayNode waiting = root.putArray("waiting");
        Map<UUID, List<Attempt>> attempts = outbox.attempts().stream().collect(Collectors.groupingBy(Attempt::pingId));
        for (PingSummary ping : outbox.waiting()) {
            ObjectNode node = PingJson.of(ping);
            ArrayNode history = node.putArray("history");
            attempts.getOrDefault(ping.pingId(), List.of()).forEach(attempt -> history.add(attempt(attempt)));
            waiting.add(node);
        }
        ArrayNode withdrawn = root.putArray("withdrawn");
        outbox.withdrawn().forEach(ping -> withdrawn.add(PingJson.of(ping)));
        ArrayNode missing = root.putArray("missing_periods");
        ArrayNode gaps = root.putArray("gaps");
        for (Gap gap : outbox.gaps()) {
            missing.add(gap.period().toString());
            gaps.addObject()
                    .put("period", gap.period().toString())
                    .put("why", gap.why().word())
                    .put("detail", gap.detail())
                    .put("remedy", Remedies.of(gap.why()));
        }
        ArrayNode values = root.putArray("missing_values");
        outbox.incomplete()
                .ifPresent(ping -> ping.missing()
                        .forEach(one -> values.addObject()
                                .put("key_path", one.keyPath())
                                .put("period", ping.period())
                                .put("reason", one.reason())
                                .put("detail", one.detail().orElse(null))));
        ArrayNode apart = root.putArray("counted_apart");
        outbox.apart()
                .forEach(one -> apart.addObject()
                        .put("key_path", one.keyPath().value())
                        .put("period", one.period())
                        .put("reason", one.why().reason())
                        .put("detail", one.why().detail()));
        ArrayNode future = root.putArray("future_rows");
        outbox.futureRows().forEach(rows -> {
            OptionalLong behind = rows.countedBehind();
            future.addObject()
                    .put("table", rows.table())
                    .put("ranges", rows.ranges())
                    .put("counted_behind", behind.isPresent() ? Long.valueOf(behind.getAsLong()) : null);
        });
        root.set("breaker", outbox.breaker().map(StatusJson::breaker).orElse(null));
    }

    private static ObjectNode attempt(Attempt attempt) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("started_at", attempt.startedAt().toString());
        Optional<Attempt.End> end = attempt.end();
        node.put(
                "duration_ms",
                end.map(one -> Duration.between(attempt.startedAt(), one.at()).toMillis())
                        .orElse(null));
        node.put(
                "outcome",
                end.map(one -> one.outcome().name().toLowerCase(Locale.ROOT)).orElse(null));
        OptionalInt status = end.map(one -> one.reason().httpStatus()).orElse(OptionalInt.empty());
        node.put("http_status", status.isPresent() ? Integer.valueOf(status.getAsInt()) : null);
        node.put("reason", end.map(one -> one.reason().text()).orElse(null));
        node.put("endpoint_words", end.flatMap(one -> one.reason().words()).orElse(null));
        node.put(
                "next_attempt_at",
                end.flatMap(Attempt.End::nextAttemptAt).map(Object::toString).orElse(null));
        return node;
    }

    private static ObjectNode breaker(Breaker breaker) {
        Optional<Breaker.Open> open =
                Optional.of(breaker).filter(Breaker.Open.class::isInstance).map(Breaker.Open.class::cast);
        return JsonNodeFactory.instance
                .objectNode()
                .put("state", open.isPresent() ? "open" : "closed")
                .put("failed_runs", breaker.failedRuns())
                .put("open_since", open.map(one -> one.since().toString()).orElse(null))
                .put(
                        "next_probe_at",
                        open.map(one -> one.nextProbeAt().toString()).orElse(null));
    }
}
