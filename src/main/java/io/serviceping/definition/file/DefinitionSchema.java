package io.serviceping.definition.file;

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
    private static final String FOLDER = "/home/config/schema/";
    private static final String WORDS = "errorMessage";
    private static final int LONGEST_VALUE = 60;

    /** What else seems missing where one of these keys is misspelt. */
    private static final Map<String, List<String>> INSTEAD =
            Map.of("sql_file", List.of("sql"), "event", List.of("sql", "timestamp_column"));

    private final JsonNode root;
    private final Schema schema;

    DefinitionSchema(String file) {
        try (InputStream in = Objects.requireNonNull(DefinitionSchema.class.getResourceAsStream(FOLDER + file), file)) {
            root = JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Dialect dialect = Dialect.builder(Dialects.getDraft202012())
                .keyword(new NonValidationKeyword(WORDS))
                .build();
        schema = SchemaRegistry.withDialect(dialect).getSchema(root);
    }

    /** Reports at most one finding for each key. Returns the keys of the outermost mapping that are wrong or missing, or have such a key below. */
    Set<String> check(YamlDocument document, FileFindings findings) {
        Map<List<String>, Error> first = new LinkedHashMap<>();
        List<Error> errors = new ArrayList<>(schema.validate(document.content()));
        errors.sort((a, b) -> Boolean.compare(isForbidden(b), isForbidden(a)));
        errors.forEach(error -> first.putIfAbsent(placeOf(error), error));
        Set<List<String>> misspelt = misspelt(errors, document);
        first.forEach((place, error) -> {
            if (!misspelt.contains(place)) {
                findings.add(document.lineOf(place), String.join(".", place) + ": " + message(place, error, document));
            }
        });
        return first.keySet().stream().map(place -> place.get(0)).collect(Collectors.toSet());
    }

    /** Keys that seem missing because they are misspelt. The unknown key is reported instead. */
    private Set<List<String>> misspelt(List<Error> errors, YamlDocument document) {
        Set<List<String>> meant = new HashSet<>();
        for (Error error : errors) {
            if (error.getKeyword().equals("additionalProperties")) {
                List<String> mapping = namesOf(error);
                Suggestion.forWord(error.getProperty(), keys(error))
                        .filter(word -> !at(document.content(), mapping).has(word))
                        .ifPresent(word -> {
                            meant.add(below(mapping, word));
                            INSTEAD.getOrDefault(word, List.of())
                                    .forEach(missing -> meant.add(below(mapping, missing)));
                        });
            }
        }
        return meant;
    }

    private static boolean isForbidden(Error error) {
        return error.getKeyword().equals("not");
    }

    /** The key that an error is about, below those of the mappings around it. */
    private static List<String> placeOf(Error error) {
        List<String> names = namesOf(error);
        return error.getProperty() == null ? names : below(names, error.getProperty());
    }

    /** The keys that lead to what an error is about; an item of a list stands for its list. */
    private static List<String> namesOf(Error error) {
        List<String> names = new ArrayList<>();
        NodePath path = error.getInstanceLocation();
        for (int i = 0; i < path.getNameCount() && path.getElement(i) instanceof String name; i++) {
            names.add(name);
        }
        return names;
    }

    private static List<String> below(List<String> names, String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return List.copyOf(all);
    }

    private String message(List<String> place, Error error, YamlDocument document) {
        return switch (error.getKeyword()) {
            case "additionalProperties" -> unknown(error);
            case "propertyNames" -> error.getSchemaNode().path(WORDS).asString("has a name that is not allowed");
            case "required" ->
                words(error)
                        .orElse("is missing ("
                                + parent(error)
                                        .path("properties")
                                        .path(error.getProperty())
                                        .path("description")
                                        .asString()
                                + ")");
            case "not" -> words(error).orElse("is not allowed here");
            default -> wrongValue(place, error, document);
        };
    }

    private String unknown(Error error) {
        String question = Suggestion.question(error.getProperty(), keys(error));
        return "unknown key" + (question.isEmpty() ? "; allowed are " + String.join(", ", keys(error)) : question);
    }

    private String wrongValue(List<String> place, Error error, YamlDocument document) {
        JsonNode value = at(document.content(), place);
        List<String> words = error.getKeyword().equals("enum") ? texts(error.getSchemaNode()) : List.of();
        String allowed = words(error).orElse("must be one of " + String.join(", ", words));
        if (value.isNull() || value.asString("-").isBlank()) {
            return allowed + " but is empty";
        }
        String written = document.scalar(place).orElseGet(value::toString);
        if ((value.isNumber() || value.isBoolean()) && isText(error, written)) {
            return allowed + ": write " + place.get(place.size() - 1) + ": \"" + written
                    + "\", for without quotes YAML reads a " + (value.isNumber() ? "number" : "boolean");
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

    private boolean isText(Error error, String written) {
        return parent(error).path("type").asString("").equals("string")
                && Pattern.compile(parent(error).path("pattern").asString(""))
                        .matcher(written)
                        .find();
    }

    private Collection<String> keys(Error error) {
        return parent(error).path("properties").propertyNames();
    }

    /** The schema that has the violated keyword. */
    private JsonNode parent(Error error) {
        NodePath parent = error.getSchemaLocation().getFragment().getParent();
        return parent == null || parent.getNameCount() == 0 ? root : root.at(parent.toString());
    }

    private static JsonNode at(JsonNode content, List<String> names) {
        JsonNode value = content;
        for (String name : names) {
            value = value.path(name);
        }
        return value;
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).collect(Collectors.toList());
    }

    private static String shortened(String value) {
        String line = value.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "…";
    }
}
