package io.serviceping.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a command ended: what the person who gave it sees. */
record CommandResult(int exitCode, String out, String err) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    List<String> outLines() {
        return out.lines().toList();
    }

    List<String> errLines() {
        return err.lines().toList();
    }

    JsonNode json() {
        return MAPPER.readTree(out);
    }

    static JsonNode json(byte[] document) {
        return MAPPER.readTree(document);
    }
}
