package io.serviceping.payload;

import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.result.ValueJson;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a payload as UTF-8 JSON: keys in a fixed order, exact numbers, and the same bytes for the same payload. */
public final class PayloadWriter {
    /** The version of the document's schema. Within a major version, fields are only added. */
    public static final String SCHEMA_VERSION = "1.1";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(SerializationFeature.INDENT_OUTPUT)
            // Fixes the line break, so that every machine writes the same bytes.
            .defaultPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    /** The document; it ends with a line break. */
    public byte[] write(Payload payload) {
        byte[] json = MAPPER.writeValueAsBytes(document(payload));
        byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private static ObjectNode document(Payload payload) {
        Heading heading = payload.heading();
        ObjectNode document = NODES.objectNode();
        document.put("schema_version", SCHEMA_VERSION);
        document.put("ping_id", heading.pingId().toString());
        document.put("sequence", heading.sequence());
        document.put(
                "previous_ping_id",
                heading.previousPingId() == null
                        ? null
                        : heading.previousPingId().toString());
        document.put("reason", heading.reason());
        document.put("period", heading.period());
        document.put("as_of", heading.asOf().toString());
        document.put("recorded_at", heading.recordedAt().toString());
        document.set("instance", instance(heading));
        document.set("metrics", metrics(payload.results()));
        document.set("collection", collection(payload));
        document.putObject("delivery").put("evicted", heading.evicted());
        return document;
    }

    private static ObjectNode instance(Heading heading) {
        return NODES.objectNode()
                .put("id", heading.instanceId().toString())
                .put("product", heading.product().name())
                .put("version", heading.product().version())
                .put("edition", heading.product().edition());
    }

    private static ObjectNode metrics(List<MetricResult> results) {
        ObjectNode metrics = NODES.objectNode();
        for (MetricResult result : results) {
            place(metrics, result.metric().keyPath(), value(result.outcome()));
        }
        return metrics;
    }

    private static void place(ObjectNode root, KeyPath keyPath, JsonNode value) {
        List<String> parts = keyPath.parts();
        ObjectNode parent = root;
        for (String part : parts.subList(0, parts.size() - 1)) {
            parent = parent.get(part) instanceof ObjectNode child ? child : parent.putObject(part);
        }
        parent.set(parts.get(parts.size() - 1), value);
    }

    private static JsonNode value(Outcome outcome) {
        if (outcome instanceof Outcome.Counted counted) {
            return ValueJson.toTree(counted.value());
        }
        return outcome instanceof Outcome.Estimated estimated ? ValueJson.toTree(estimated.value()) : NODES.nullNode();
    }

    private static Optional<MetricValue.Grouped> groups(Outcome outcome) {
        MetricValue value = outcome instanceof Outcome.Counted counted
                ? counted.value()
                : outcome instanceof Outcome.Estimated estimated ? estimated.value() : new MetricValue.Null();
        return value instanceof MetricValue.Grouped groups ? Optional.of(groups) : Optional.empty();
    }

    private static ObjectNode collection(Payload payload) {
        ObjectNode collection = NODES.objectNode();
        collection.put("complete", payload.complete());
        ObjectNode metrics = collection.putObject("metrics");
        for (MetricResult result : payload.results()) {
            metrics.set(result.metric().keyPath().value(), entry(result, payload.heading()));
        }
        return collection;
    }

    private static ObjectNode entry(MetricResult result, Heading heading) {
        ObjectNode entry = NODES.objectNode();
        if (result.outcome() instanceof Outcome.Unavailable unavailable) {
            entry.put("status", unavailable.why().text()).put("reason", unavailable.reason());
        } else if (result.outcome() instanceof Outcome.Estimated estimated) {
            entry.put("status", "estimated")
                    .put("reason", "more distinct values than are kept one by one")
                    .put("method", "hll")
                    .put("standard_error", estimated.standardError());
        } else {
            entry.put("status", "ok");
            result.apart()
                    .ifPresent(why -> entry.put(
                            "reason",
                            "asked by a statement of its own, since the scan that it was to share failed because of it: "
                                    + why.reason()));
            entry.put("method", "exact");
        }
        groups(result.outcome()).ifPresent(groups -> {
            groups.cut().ifPresent(cut -> entry.set("groups_cut", ValueJson.toTree(cut)));
            groups.nullKey().ifPresent(key -> entry.put("null_key", key));
        });
        result.drift()
                .ifPresent(drift -> entry.putObject("drift")
                        .put("check", drift.check().text())
                        .put("difference", drift.difference()));
        entry.put("duration_ms", result.took().toMillis())
                .put("time_frame", result.metric().timeFrame().text());
        return isLate(result, heading) ? entry.put("late", true) : entry;
    }

    /** A window ends with the period, whenever it is counted. Every other value is as of the counting. */
    private static boolean isLate(MetricResult result, Heading heading) {
        TimeFrame frame = result.metric().timeFrame();
        return heading.isLate()
                && (frame == TimeFrame.ALL || frame == TimeFrame.NONE)
                && !(result.outcome() instanceof Outcome.Unavailable);
    }
}
