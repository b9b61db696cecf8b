package io.serviceping.job.delivery;

import io.serviceping.outbox.Claim;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.PingSummary;
import io.serviceping.outbox.Reason;
import io.serviceping.payload.PayloadReader;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.util.unit.DataSize;

/**
 * Quarantines a ping that is too large, by an attempt that sends nothing. So the reason is stored as usual, and
 * {@code redrive} puts the ping back once the limit is higher.
 */
final class PayloadLimit {
    private static final int NAMED = 3;
    private static final int LONGEST_REASON = 200;

    private final DataSize limit;
    private final Outbox outbox;

    PayloadLimit(DataSize limit, Outbox outbox) {
        this.limit = limit;
        this.outbox = outbox;
    }

    void refuseTooLarge() {
        for (PingSummary ping : outbox.waiting()) {
            if (ping.state().isQueued() && ping.bytes() > limit.toBytes()) {
                outbox.claim(ping.pingId(), ping.attempts()).ifPresent(this::refuse);
            }
        }
    }

    private void refuse(Claim claim) {
        long bytes = claim.ping().content().bytes().length;
        String largest = claim.ping().isIntact() ? largest(claim.ping().json()) : "unknown";
        String text = "not sent: " + kilobytes(bytes) + " is above outbox.max-payload (" + kilobytes(limit.toBytes())
                + "); largest: " + largest;
        outbox.markQuarantined(
                claim, Reason.of(text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON)));
    }

    private static String largest(byte[] json) {
        return PayloadReader.largest(json, NAMED).stream()
                .map(metric -> metric.keyPath() + " " + kilobytes(metric.bytes()))
                .collect(Collectors.joining(", "));
    }

    private static String kilobytes(long bytes) {
        return String.format(
                Locale.ROOT, "%.1f KB", bytes / (double) DataSize.ofKilobytes(1).toBytes());
    }
}
