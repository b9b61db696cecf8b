package io.serviceping.definition.file;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import tools.jackson.databind.JsonNode;

/** One mapping read from YAML, with the lines of its keys. */
public final class YamlDocument {
    private final JsonNode content;
    private final MappingNode root;
    private final String nameKey;
    private final Set<String> faulty;

    YamlDocument(JsonNode content, MappingNode root, String nameKey, Set<String> faulty) {
        this.content = content;
        this.root = root;
        this.nameKey = nameKey;
        this.faulty = Set.copyOf(faulty);
    }

    YamlDocument withFaulty(Set<String> keys) {
        return new YamlDocument(content, root, nameKey, keys);
    }

    static int lineOf(Node node) {
        return 1 + node.getStartMark().map(mark -> mark.getLine()).orElse(0);
    }

    /** The content that the schema validates. */
    public JsonNode content() {
        return content;
    }

    /** Whether the schema found a key of the outermost mapping, or anything below it, wrong or missing. */
    public boolean isFaulty(String key) {
        return faulty.contains(key);
    }

    /** The value of a key of the outermost mapping, if it is a text. */
    public String text(String key, String otherwise) {
        JsonNode value = content.path(key);
        return value.isString() ? value.stringValue() : otherwise;
    }

    public boolean has(String key) {
        return entry(List.of(key)).isPresent();
    }

    /** The line of the key. If the key is missing: the line of the definition's name or of the mapping. */
    public int lineOf(String key) {
        return lineOf(List.of(key));
    }

    /** The line of a key within mappings, each named by its key. If the key is missing: that of the mapping it is missing in. */
    public int lineOf(List<String> path) {
        for (int length = path.size(); length > 0; length--) {
            Optional<NodeTuple> entry = entry(path.subList(0, length));
            if (entry.isPresent()) {
                return lineOf(entry.get().getKeyNode());
            }
        }
        return entry(List.of(nameKey)).map(name -> lineOf(name.getKeyNode())).orElse(lineOf(root));
    }

    /** The scalar as written, whatever its YAML type. */
    public Optional<String> scalar(String key) {
        return scalar(List.of(key));
    }

    Optional<String> scalar(List<String> path) {
        return node(path).map(ScalarNode::getValue);
    }

    /** Whether the scalar has several lines of the file, which YAML joins with blanks. */
    public boolean isFolded(String key) {
        return node(List.of(key))
                .filter(scalar -> scalar.getScalarStyle() != ScalarStyle.LITERAL
                        && scalar.getEndMark().map(Mark::getLine).orElse(0)
                                > scalar.getStartMark().map(Mark::getLine).orElse(0))
                .isPresent();
    }

    /** The file's line for a line of a literal block text. For other styles: the key's line. */
    public int lineWithin(String key, int lineOfText) {
        return node(List.of(key))
                .filter(scalar -> scalar.getScalarStyle() == ScalarStyle.LITERAL)
                .map(scalar -> lineOf(scalar) + lineOfText)
                .orElse(lineOf(key));
    }

    private Optional<ScalarNode> node(List<String> path) {
        return entry(path)
                .map(NodeTuple::getValueNode)
                .filter(ScalarNode.class::isInstance)
                .map(ScalarNode.class::cast);
    }

    private Optional<NodeTuple> entry(List<String> path) {
        Node at = root;
        Optional<NodeTuple> found = Optional.empty();
        for (String key : path) {
            found = at instanceof MappingNode mapping ? entry(mapping, key) : Optional.empty();
            if (found.isEmpty()) {
                return found;
            }
            at = found.get().getValueNode();
        }
        return found;
    }

    static Optional<NodeTuple> entry(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(entry -> entry.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key))
                .findFirst();
    }
}
