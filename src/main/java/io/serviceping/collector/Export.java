package io.serviceping.collector;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All stored pings in the order they came, page by page: neither memory nor a connection is held for a slow reader. */
final class Export {
    private static final int PAGE = 50;
    private static final String CSV_HEADER =
            "ping_id,instance_id,period,sequence,digest,receipt_id,received_at,payload\r\n";

    private final PingStore store;
    private final RequestThreads threads;
    private final Content content;

    Export(PingStore store, RequestThreads threads, Content content) {
        this.store = store;
        this.threads = threads;
        this.content = content;
    }

    /** One JSON object a line: the receipt's fields, and the payload. */
    Answer jsonLines() {
        List<ExportedPing> first = after(0);
        return Answer.streamed("application/jsonl", out -> each(first, out, this::jsonLine));
    }

    /** RFC 4180; the payload is JSON in the last column. */
    Answer csv() {
        List<ExportedPing> first = after(0);
        return Answer.streamed("text/csv; charset=utf-8; header=present", out -> {
            out.write(CSV_HEADER.getBytes(StandardCharsets.UTF_8));
            each(first, out, this::csvLine);
        });
    }

    /** The first page was read before the answer began, so that a store that fails is answered with 500. */
    private void each(List<ExportedPing> first, OutputStream out, Line line) throws IOException {
        List<ExportedPing> page = first;
        while (!page.isEmpty()) {
            for (ExportedPing exported : page) {
                out.write(line.of(exported));
            }
            page = after(page.get(page.size() - 1).position());
        }
    }

    private List<ExportedPing> after(long last) {
        return threads.unlimited(() -> store.after(last, PAGE));
    }

    private byte[] jsonLine(ExportedPing exported) throws IOException {
        StoredPing ping = exported.ping();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("receipt_id", ping.receiptId());
        line.put("received_at", ping.receivedAt());
        line.put("digest", ping.digest());
        line.put("payload", Json.readStrictly(plain(exported)));
        return (new String(Json.write(line), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] csvLine(ExportedPing exported) throws IOException {
        StoredPing ping = exported.ping();
        String payload = new String(Json.write(Json.readStrictly(plain(exported))), StandardCharsets.UTF_8);
        String line = String.join(
                ",",
                ping.pingId().toString(),
                ping.instanceId().toString(),
                ping.period(),
                Long.toString(ping.sequence()),
                ping.digest(),
                ping.receiptId().toString(),
                ping.receivedAt().toString(),
                "\"" + payload.replace("\"", "\"\"") + "\"");
        return (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] plain(ExportedPing exported) throws IOException {
        try {
            return exported.content().plain(content);
        } catch (Refusal e) {
            throw new IOException("stored content does not unzip", e);
        }
    }

    @FunctionalInterface
    private interface Line {
        byte[] of(ExportedPing exported) throws IOException;
    }
}
