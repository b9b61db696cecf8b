package io.serviceping.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.serviceping.definition.DataCategory;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventDefinitionSchemaTest {
    private final JsonNode schema =
            JsonMapper.shared().readTree(Path.of("config/schema/event-definition-1.schema.json"));

    @Test
    void isAValidSchemaOfItsDraft() {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of(schema.path("$schema").stringValue()))
                        .validate(schema))
                .isEmpty();
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
        assertThat(schema.at("/properties/data_category/enum").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(Arrays.stream(DataCategory.values())
                        .map(DataCategory::text)
                        .toList());
        assertThat(schema.at("/properties/identifiers/properties").propertyNames())
                .containsExactlyElementsOf(Arrays.stream(IdentifierKind.values())
                        .map(IdentifierKind::text)
                        .toList());
    }
}
