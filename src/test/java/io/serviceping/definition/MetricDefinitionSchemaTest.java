package io.serviceping.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetricDefinitionSchemaTest {
    private final JsonNode schema = read();

    @Test
    void isAValidSchemaOfItsDraft() {
        String draft = schema.path("$schema").stringValue();
        Schema metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(draft));

        assertThat(draft).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(metaSchema.validate(schema)).isEmpty();
    }

    @Test
    void explainsEveryKeyToTheEditor() {
        assertThat(schema.path("properties").properties()).allSatisfy(property -> {
            assertThat(property.getValue().path("title").asString("")).isNotBlank();
            assertThat(property.getValue().path("description").asString("")).isNotBlank();
        });
    }

    @Test
    void knowsTheSameWordsAsTheProgram() {
        assertThat(words("value_type")).isEqualTo(texts(ValueType.values(), ValueType::text));
        assertThat(words("data_category")).isEqualTo(texts(DataCategory.values(), DataCategory::text));
        assertThat(words("timestamp_unit")).isEqualTo(texts(TimestampUnit.values(), TimestampUnit::text));
        assertThat(strings(schema.at("/properties/time_frame/else/enum")))
                .isEqualTo(texts(TimeFrame.values(), TimeFrame::text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b",
                "counts.issues_2",
                "a.b.c.d",
                "a",
                "a.",
                ".a",
                "a..b",
                "A.b",
                "a.1b",
                "a.b-c",
                "a.b\n",
                "a.ö",
                ""
            })
    void drawsTheLineForKeyPathsWhereTheProgramDoes(String keyPath) {
        Schema keyPathSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.at("/properties/key_path"));

        assertThat(keyPathSchema
                        .validate(JsonMapper.shared().getNodeFactory().stringNode(keyPath))
                        .isEmpty())
                .isEqualTo(isKeyPath(keyPath));
    }

    private static boolean isKeyPath(String value) {
        try {
            return new KeyPath(value).value().equals(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private List<String> words(String key) {
        return strings(schema.path("properties").path(key).path("enum"));
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }

    private static <T> List<String> texts(T[] values, Function<T, String> text) {
        return Arrays.stream(values).map(text).toList();
    }

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(MetricDefinitionSchemaTest.class.getResourceAsStream(
                "/home/config/schema/metric-definition.schema.json"))) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
