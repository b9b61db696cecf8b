package io.serviceping.collector.store;

/**
 * A stored ping with its content.
 *
 * @param position position from which the export continues
 */
public record ExportedPing(long position, StoredPing ping, StoredContent content) {}
