package io.serviceping.collector.answer;

/**
 * One violation of the payload schema.
 *
 * @param at JSON pointer (RFC 6901). Empty: the whole document
 * @param message what the schema allows there
 */
public record SchemaError(String at, String message) {}
