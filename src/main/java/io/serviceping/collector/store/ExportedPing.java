package io.serviceping.collector.store;

/**
 * A stored ping with its content.
 *
 * @param position where the export goes on
 */
public record ExportedPing(long position, StoredPing ping, StoredContent content) {}
