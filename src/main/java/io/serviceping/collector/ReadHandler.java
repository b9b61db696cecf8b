package io.serviceping.collector;

import io.serviceping.collector.answer.Answer;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import io.serviceping.collector.store.PingStore;
import io.serviceping.collector.store.RejectStore;
import io.serviceping.collector.store.ReportStore;
import io.serviceping.collector.store.StoredContent;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/** Serves the stored pings and reports. */
final class ReadHandler {
    private static final int LISTED = 100;

    private final PingStore pings;
    private final RejectStore rejects;
    private final ReportStore reports;
    private final RequestThreads threads;
    private final Export export;

    ReadHandler(PingStore pings, RejectStore rejects, ReportStore reports, RequestThreads threads) {
        this.pings = pings;
        this.rejects = rejects;
        this.reports = reports;
        this.threads = threads;
        this.export = new Export(pings, threads);
    }

    Export export() {
        return export;
    }

    Answer newest() {
        return Answer.json(200, threads.unlimited(() -> pings.newest(LISTED)));
    }

    Answer rejects() {
        return Answer.json(200, threads.unlimited(rejects::newest));
    }

    Answer report() {
        return Answer.json(200, threads.unlimited(reports::read));
    }

    Answer document(UUID pingId) throws RefusalException {
        Optional<StoredContent> stored = threads.unlimited(() -> pings.content(pingId));
        if (stored.isEmpty()) {
            throw new RefusalException(Problem.Kind.NOT_FOUND, "No ping " + pingId + " is stored here.");
        }
        return Answer.streamed("application/json", out -> {
            try (InputStream plain = stored.get().plain()) {
                plain.transferTo(out);
            }
        });
    }
}
