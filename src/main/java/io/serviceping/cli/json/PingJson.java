package io.serviceping.cli.json;

import io.serviceping.cli.console.Remedies;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.outbox.Reason;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** A ping of the outbox, the same in every command that lists pings. */
public final class PingJson {
    private PingJson() {}

    /** The ping's keys. */
    public static ObjectNode of(PingSummary ping) {
        ObjectNode node = Json.object();
        node.put("ping_id", ping.pingId().toString());
        node.put("period", ping.period());
        node.put("sequence", ping.sequence());
        node.put("state", ping.state().name().toLowerCase(Locale.ROOT));
        node.put("digest", ping.digest());
        node.put("frozen_at", ping.frozenAt().toString());
        node.put("bytes", ping.bytes());
        node.put("attempts", ping.attempts());
        node.put("last_reason", ping.lastReason().map(Reason::text).orElse(null));
        node.put("endpoint_words", ping.lastReason().flatMap(Reason::words).orElse(null));
        node.put("remedy", ping.state() == PingState.DELIVERED ? null : Remedies.of(ping));
        node.put("next_attempt_at", ping.nextAttemptAt().map(Object::toString).orElse(null));
        node.put("exported_at", ping.exportedAt().map(Object::toString).orElse(null));
        node.put("receipt_id", ping.receiptId().orElse(null));
        node.put("delivered_at", ping.deliveredAt().map(Object::toString).orElse(null));
        return node;
    }

    /** A document with the key {@code pings}. */
    public static String list(List<PingSummary> pings) {
        return Json.text(Json.object().set("pings", Json.list(pings, PingJson::of)));
    }
}
