package io.serviceping.payload;

import tools.jackson.databind.json.JsonMapper;

/** Reads what a frozen document says of itself. */
public final class PayloadReader {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private PayloadReader() {}

    /** Whether every metric that was to be counted has a value. */
    public static boolean isComplete(byte[] json) {
        return MAPPER.readTree(json).at("/collection/complete").booleanValue();
    }
}
