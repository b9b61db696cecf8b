package io.serviceping.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The result of a command: exit code and output. */
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
