package io.serviceping.collector.store;

import java.time.Instant;
import java.util.UUID;

/**
 * The collector's word that it has a ping; the same for every delivery of it.
 *
 * @param pingId of the ping
 * @param digest its {@code Content-Digest}
 * @param receiptId random, made when the ping was stored
 * @param receivedAt when it was stored, to the millisecond
 */
record Receipt(UUID pingId, String digest, UUID receiptId, Instant receivedAt) {}
