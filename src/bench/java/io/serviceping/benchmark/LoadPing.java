package io.serviceping.benchmark;

import io.serviceping.conformance.SentPing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the senders send: a golden document under new ids. */
record LoadPing(String document, int metrics) {
    private static final String PING = "0b0e7c5e-2f5f-4c0e-9f0b-6a3a1c1d2e01";
    private static final String INSTANCE = "7a1c9f0e-8d44-4b53-a1f4-1f4d6a9b3c10";

    static LoadPing golden() {
        String resource = "/payload/1.0/complete.json";
        try (InputStream in = Objects.requireNonNull(LoadPing.class.getResourceAsStream(resource), resource)) {
            return new LoadPing(new String(in.readAllBytes(), StandardCharsets.UTF_8), 7);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With so many more metrics, all of them counts of their own. */
    static LoadPing of(int metrics) {
        ObjectNode ping = (ObjectNode) JsonMapper.shared().readTree(golden().document);
        ObjectNode counts = (ObjectNode) ping.at("/metrics/counts");
        ObjectNode collection = (ObjectNode) ping.at("/collection/metrics");
        for (int i = 0; i < metrics; i++) {
            counts.put("events_of_kind_" + i, 1_000_003L * i % 7_919_000);
            collection
                    .putObject("counts.events_of_kind_" + i)
                    .put("status", "ok")
                    .put("method", "exact")
                    .put("duration_ms", 31 * i % 997)
                    .put("time_frame", "all");
        }
        return new LoadPing(ping.toString(), metrics + golden().metrics);
    }

    SentPing fresh() {
        UUID pingId = UUID.randomUUID();
        return SentPing.of(
                pingId,
                document.replace(PING, pingId.toString())
                        .replace(INSTANCE, UUID.randomUUID().toString()));
    }

    @Override
    public String toString() {
        return "%d metrics, %,d bytes zipped".formatted(metrics, fresh().content().length);
    }
}
