package io.serviceping.collector;

import io.serviceping.collector.answer.Answer;
import io.serviceping.collector.answer.Json;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import io.serviceping.collector.store.ExportedPing;
import io.serviceping.collector.store.PingStore;
import io.serviceping.collector.store.StoredPing;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * All stored pings in the order of arrival, page by page. Holds no connection while a slow reader reads, and no more
 * than a page in memory.
 */
final class Export {
    private static final int PAGE = 50;
    private static final int AT_ONCE = 4;
    private static final String CSV_HEADER =
            "ping_id,instance_id,period,sequence,digest,receipt_id,received_at,payload\r\n";

    private final PingStore store;
    private final RequestThreads threads;
    private final Semaphore readers = new Semaphore(AT_ONCE);

    Export(PingStore store, RequestThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    /** One JSON object per line: the receipt's fields, and the payload. */
    Answer jsonLines() throws RefusalException {
        return streamed("application/jsonl", "", Export::jsonLine);
    }

    /** RFC 4180; the payload is JSON in the last column. */
    Answer csv() throws RefusalException {
        return streamed("text/csv; charset=utf-8; header=present", CSV_HEADER, Export::csvLine);
    }

    /** Reads the first page before the answer begins, so that an error of the store is answered with 500. */
    private Answer streamed(String type, String header, Line line) throws RefusalException {
        if (readers.availablePermits() == 0) {
            throw new RefusalException(Problem.Kind.BUSY, AT_ONCE + " exports are read already; try again later.")
                    .with("Retry-After", "30");
        }
        List<ExportedPing> first = after(0);
        return Answer.streamed(type, out -> {
            readers.acquireUninterruptibly();
            try {
                out.write(header.getBytes(StandardCharsets.UTF_8));
                each(first, out, line);
            } finally {
                readers.release();
            }
        });
    }

    private void each(List<ExportedPing> first, OutputStream out, Line line) throws IOException {
        List<ExportedPing> page = first;
        while (!page.isEmpty()) {
            for (ExportedPing exported : page) {
                line.write(exported, out);
            }
            page = after(page.get(page.size() - 1).position());
        }
    }

    private List<ExportedPing> after(long last) {
        return threads.unlimited(() -> store.after(last, PAGE));
    }

    private static void jsonLine(ExportedPing exported, OutputStream out) throws IOException {
        StoredPing ping = exported.ping();
        Map<String, Object> receipt = new LinkedHashMap<>();
        receipt.put("receipt_id", ping.receiptId());
        receipt.put("received_at", ping.receivedAt());
        receipt.put("digest", ping.digest());
        byte[] start = Json.write(receipt);
        out.write(start, 0, start.length - 1);
        out.write(",\"payload\":".getBytes(StandardCharsets.UTF_8));
        writePayload(exported, out);
        out.write("}\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void csvLine(ExportedPing exported, OutputStream out) throws IOException {
        StoredPing ping = exported.ping();
        String start = String.join(
                ",",
                ping.pingId().toString(),
                ping.instanceId().toString(),
                ping.period(),
                Long.toString(ping.sequence()),
                ping.digest(),
                ping.receiptId().toString(),
                ping.receivedAt().toString(),
                "\"");
        out.write(start.getBytes(StandardCharsets.UTF_8));
        writePayload(exported, new Doubled(out));
        out.write("\"\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void writePayload(ExportedPing exported, OutputStream out) throws IOException {
        try (InputStream plain = exported.content().plain()) {
            Json.copyCompactly(plain, out);
        }
    }

    /** Doubles the quotes in a field (RFC 4180). */
    private static final class Doubled extends FilterOutputStream {
        Doubled(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            if (b == '"') {
                out.write(b);
            }
            out.write(b);
        }
    }

    @FunctionalInterface
    private interface Line {
        void write(ExportedPing exported, OutputStream out) throws IOException;
    }
}
