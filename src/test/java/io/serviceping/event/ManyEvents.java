package io.serviceping.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Definitions of events, and of more than five hundred metrics over them. */
public final class ManyEvents {
    public static final int EVENTS = 25;

    private static final List<String> VALUES = List.of(
            "total",
            "total, where: { format: npm }",
            "total, where: { format: [maven, other] }",
            "total, where: { source: api, format: npm }",
            "total, where: { source: [ui, pipeline] }",
            "sum bytes",
            "unique project",
            "unique user, where: { format: npm }");

    private ManyEvents() {}

    /** Writes all of them; the metrics are below {@code counts}. */
    public static void define(Path home) throws IOException {
        for (int event = 1; event <= EVENTS; event++) {
            EventFiles.write(home, event + ".yml", EventFiles.lean("event_" + event, event, """
                    union: all
                    identifiers: { user: { by: [format] }, project: {} }
                    properties:
                      format: { description: Format., values: [maven, npm, pypi] }
                      source: { description: Source., values: [ui, api, pipeline] }
                    sum: { bytes: { description: Size., max: 1000 } }
                    """));
            for (int value = 0; value < VALUES.size(); value++) {
                metric(
                        home,
                        "counts.event_%d_%d".formatted(event, value),
                        VALUES.get(value).startsWith("unique") ? "[28d, 7d]" : "[all, 28d, 7d]",
                        "number",
                        "name: event_" + event + ", value: " + VALUES.get(value));
            }
        }
    }

    /** Writes a metric over events. */
    public static void metric(Path home, String keyPath, String frames, String type, String event) throws IOException {
        Path folder = Files.createDirectories(home.resolve("config/metrics"));
        Files.writeString(folder.resolve(keyPath + ".yml"), """
                key_path: %s
                description: A metric.
                product_group: packages
                value_type: %s
                status: active
                milestone: "1.0"
                time_frame: %s
                event: { %s }
                """.formatted(keyPath, type, frames, event));
    }
}
