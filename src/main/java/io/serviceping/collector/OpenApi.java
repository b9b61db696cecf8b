package io.serviceping.collector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Serves the OpenAPI 3.1 document of this endpoint and the JSON Schema that it refers to. */
final class OpenApi {
    private static final String FOLDER = "/home/config/schema/";

    private OpenApi() {}

    static String text() {
        return resource("collector.openapi.yaml");
    }

    static String payloadSchema() {
        return resource("service-ping-1.schema.json");
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(FOLDER + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
