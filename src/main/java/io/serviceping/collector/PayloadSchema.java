package io.serviceping.collector;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/** The published JSON Schema of the payload, major version 1. */
final class PayloadSchema {
    private static final String RESOURCE = "/home/config/schema/service-ping-1.schema.json";

    private final Schema schema;

    private PayloadSchema(Schema schema) {
        this.schema = schema;
    }

    static PayloadSchema load() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .locale(Locale.ENGLISH)
                .pathType(PathType.JSON_POINTER)
                .build();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
        try (InputStream in = Objects.requireNonNull(PayloadSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new PayloadSchema(registry.getSchema(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every place where the document is unlike the schema; empty when it is valid. */
    List<SchemaError> check(JsonNode document) {
        try {
            return schema.validate(document).stream()
                    .map(error -> new SchemaError(error.getInstanceLocation().toString(), error.getMessage()))
                    .toList();
        } catch (JsonNodeException e) {
            // The validator compares integers as long and throws on 1e40, which JSON counts as an integer.
            return List.of(new SchemaError("", "a number is too large for an integer field"));
        }
    }
}
