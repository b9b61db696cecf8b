package io.serviceping.definition;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks definitions with the shipped JSON Schema. The messages are the schema's {@code errorMessage} values, a keyword
 * that editors support too.
 */
final class DefinitionSchema {
    private static final String RESOURCE = "/home/config/schema/metric-definition.schema.json";
    private static final String WORDS = "errorMessage";
    private static final int LONGEST_VALUE = 60;

    private final JsonNode root;
    private final Schema schema;

    DefinitionSchema() {
        try (InputStream in = Objects.requireNonNull(DefinitionSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            root = JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Dialect dialect = Dialect.builder(Dialects.getDraft202012())
                .keyword(new NonValidationKeyword(WORDS))
                .build();
        schema = SchemaRegistry.withDialect(dialect).getSchema(root);
    }

    /** Reports at most one finding for each key. Returns the keys that are wrong or missing. */
    Set<String> check(YamlDocument document, FileFindings findings) {
        Map<String, Error> first = new LinkedHashMap<>();
        List<Error> errors = new ArrayList<>(schema.validate(document.content()));
        errors.sort((a, b) -> Boolean.compare(isForbidden(b), isForbidden(a)));
        errors.forEach(error -> first.putIfAbsent(keyOf(error), error));
        Set<String> misspelt = misspelt(document);
        first.forEach((key, error) -> {
            if (!misspelt.contains(key)) {
                findings.add(document.lineOf(key), key + ": " + message(key, error, document));
            }
        });
        return Set.copyOf(first.keySet());
    }

    /** Keys that seem missing because they are misspelt. The unknown key is reported instead. */
    private Set<String> misspelt(YamlDocument document) {
        Set<String> meant = new HashSet<>();
        for (String key : document.entries().keySet()) {
            if (!keys().contains(key)) {
                Suggestion.forWord(key, keys())
                        .filter(word -> !document.has(word))
                        .ifPresent(meant::add);
            }
        }
        if (meant.contains("sql_file")) {
            meant.add("sql");
        }
        return meant;
    }

    private static boolean isForbidden(Error error) {
        return error.getKeyword().equals("not");
    }

    private static String keyOf(Error error) {
        NodePath place = error.getInstanceLocation();
        return place.getNameCount() == 0 ? error.getProperty() : place.getName(0);
    }

    private String message(String key, Error error, YamlDocument document) {
        return switch (error.getKeyword()) {
            case "additionalProperties" -> unknown(key);
            case "required" ->
                words(error)
                        .orElse("is missing ("
                                + property(key).path("description").asString() + ")");
            case "not" -> words(error).orElse("is not allowed here");
            default -> wrongValue(key, error, document);
        };
    }

    private String unknown(String key) {
        String question = Suggestion.question(key, keys());
        return "unknown key" + (question.isEmpty() ? "; allowed are " + String.join(", ", keys()) : question);
    }

    private String wrongValue(String key, Error error, YamlDocument document) {
        JsonNode value = document.content().path(key);
        List<String> words = error.getKeyword().equals("enum") ? texts(error.getSchemaNode()) : List.of();
        String allowed = words(error).orElse("must be one of " + String.join(", ", words));
        if (value.isNull() || value.asString("-").isBlank()) {
            return allowed + " but is empty";
        }
        String written = document.scalar(key).orElseGet(value::toString);
        if ((value.isNumber() || value.isBoolean()) && isText(key, written)) {
            return allowed + ": write " + key + ": \"" + written + "\", for without quotes YAML reads a "
                    + (value.isNumber() ? "number" : "boolean");
        }
        return allowed + " but was " + (value.isString() ? "'" + shortened(written) + "'" : shortened(written))
                + Suggestion.question(written, words);
    }

    /** The message nearest to the violated keyword, searched outwards; the message of the whole schema is not used. */
    private Optional<String> words(Error error) {
        for (NodePath at = error.getSchemaLocation().getFragment().getParent();
                at != null && at.getNameCount() > 0;
                at = at.getParent()) {
            JsonNode words = root.at(at.toString()).path(WORDS);
            if (words.isString()) {
                return Optional.of(words.stringValue());
            }
        }
        return Optional.empty();
    }

    private boolean isText(String key, String written) {
        return property(key).path("type").asString("").equals("string")
                && Pattern.compile(property(key).path("pattern").asString(""))
                        .matcher(written)
                        .find();
    }

    private Collection<String> keys() {
        return root.path("properties").propertyNames();
    }

    private JsonNode property(String key) {
        return root.path("properties").path(key);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).collect(Collectors.toList());
    }

    private static String shortened(String value) {
        String line = value.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "…";
    }
}
