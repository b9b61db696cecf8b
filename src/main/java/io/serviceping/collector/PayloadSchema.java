package io.serviceping.collector;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import io.serviceping.collector.answer.SchemaError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/** The published JSON Schema of the payload, major version 1. */
final class PayloadSchema {
    private static final String RESOURCE = "/home/config/schema/service-ping-1.schema.json";

    static final int MOST_ERRORS = 100;

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

    /** The first {@value #MOST_ERRORS} violations of the schema. Empty: the document is valid. */
    List<SchemaError> check(JsonNode document) {
        FirstErrors errors = new FirstErrors();
        try {
            schema.validate(document, (ExecutionContext context) -> context.setErrors(errors));
            return errors.located();
        } catch (FirstErrors.Full e) {
            return errors.located();
        } catch (JsonNodeException e) {
            // The validator compares integers as long and throws on 1e40, which JSON Schema counts as an integer.
            return List.of(new SchemaError("", "a number is too large for an integer field"));
        }
    }

    /** Ends the validation when the list is full, because a hostile document can have any number of errors. */
    private static final class FirstErrors extends AbstractList<Error> {
        private final List<Error> errors = new ArrayList<>();

        @Override
        public Error get(int index) {
            return errors.get(index);
        }

        @Override
        public int size() {
            return errors.size();
        }

        @Override
        public void add(int index, Error error) {
            if (errors.size() == MOST_ERRORS) {
                throw new Full();
            }
            errors.add(index, error);
        }

        List<SchemaError> located() {
            return errors.stream()
                    .map(error -> new SchemaError(error.getInstanceLocation().toString(), error.getMessage()))
                    .toList();
        }

        private static final class Full extends RuntimeException {
            private static final long serialVersionUID = 1L;

            Full() {
                super("more errors than are kept", null, false, false);
            }
        }
    }
}
