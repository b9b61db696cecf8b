package io.serviceping.collector.store;

import java.time.Instant;
import java.util.UUID;

/**
 * The collector's confirmation that it has stored a ping; the same for every delivery of the ping.
 *
 * @param pingId of the ping
 * @param digest its {@code Content-Digest}
 * @param receiptId random, created when the ping was stored
 * @param receivedAt when it was stored, to the millisecond
 */
record Receipt(UUID pingId, String digest, UUID receiptId, Instant receivedAt) {}
