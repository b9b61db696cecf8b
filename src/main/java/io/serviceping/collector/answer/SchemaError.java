package io.serviceping.collector.answer;

/**
 * Where a payload is unlike the schema.
 *
 * @param at JSON pointer (RFC 6901); empty for the whole document
 * @param message what is allowed there
 */
public record SchemaError(String at, String message) {}
