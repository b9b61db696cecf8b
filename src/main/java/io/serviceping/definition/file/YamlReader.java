package io.serviceping.definition.file;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.json.JsonMapper;

/** Reads one YAML 1.2 mapping and refuses YAML features that make a file misleading to read. */
final class YamlReader {
    private static final Set<Tag> TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

    /** YAML 1.2 has no merge keys, which would copy entries from elsewhere in the file. */
    private static final class WithoutMergeKeys extends CoreSchema {
        @Override
        public ScalarResolver getScalarResolver() {
            return new CoreScalarResolver(false);
        }
    }

    private final String nameKey;
    private final FileFindings findings;
    private final Set<Node> anchored = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean usable = true;

    private YamlReader(String nameKey, FileFindings findings) {
        this.nameKey = nameKey;
        this.findings = findings;
    }

    /** Empty: there was a finding. A duplicate key is a finding; its first value is used. */
    static Optional<YamlDocument> read(String text, String nameKey, FileFindings findings) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new WithoutMergeKeys())
                .setAllowDuplicateKeys(true)
                .setAllowNonScalarKeys(true)
                .build();
        try {
            return new YamlReader(nameKey, findings).read(text, settings);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark()
                            .or(e::getContextMark)
                            .map(mark -> mark.getLine())
                            .orElse(0)
                    + 1;
            String context = e.getContext() == null ? "" : e.getContext();
            findings.add(line, "is not YAML: " + (e.getProblem() + " " + context).strip());
        } catch (ReaderException e) {
            findings.add(
                    lineOfCodePoint(text, e.getPosition()),
                    "is not YAML: has the control character U+%04X".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            findings.add(1, "is not YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            findings.add(1, "is nested too deeply");
        }
        return Optional.empty();
    }

    private Optional<YamlDocument> read(String text, LoadSettings settings) {
        Iterator<Node> documents =
                new Compose(settings).composeAllFromString(text).iterator();
        if (!documents.hasNext()) {
            findings.add(1, "must be a mapping with one definition, but is empty");
            return Optional.empty();
        }
        Node root = documents.next();
        if (documents.hasNext()) {
            findings.add(
                    YamlDocument.lineOf(documents.next()),
                    "must be one definition, but a second document begins here: give it a file of its own");
            return Optional.empty();
        }
        if (!(root instanceof MappingNode mapping)) {
            findings.add(YamlDocument.lineOf(root), "must be a mapping with one definition (" + nameKey + ": …)");
            return Optional.empty();
        }
        findings.of(name(mapping).orElse(null));
        inspect(root);
        if (!usable) {
            return Optional.empty();
        }
        Object content = new StandardConstructor(settings).constructSingleDocument(Optional.of(root));
        return Optional.of(new YamlDocument(JsonMapper.shared().valueToTree(content), mapping, nameKey, Set.of()));
    }

    private Optional<String> name(MappingNode mapping) {
        return YamlDocument.entry(mapping, nameKey)
                .map(NodeTuple::getValueNode)
                .filter(ScalarNode.class::isInstance)
                .map(value -> ((ScalarNode) value).getValue());
    }

    /** Does not go below an anchor, where a node may contain itself. */
    private void inspect(Node node) {
        if (node.getAnchor().isPresent()) {
            refuseOnce(node, "anchors and aliases (&" + node.getAnchor().get() + ") are not allowed: write it out");
        } else if (!TAGS.contains(node.getTag())) {
            refuse(node, "the tag " + node.getTag().getValue() + " is not allowed");
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::inspect);
        } else if (node instanceof MappingNode mapping) {
            inspectKeys(mapping);
            mapping.getValue().forEach(entry -> inspect(entry.getValueNode()));
        }
    }

    private void inspectKeys(MappingNode mapping) {
        Map<String, Integer> lines = new HashMap<>();
        List<NodeTuple> first = new ArrayList<>();
        for (NodeTuple entry : mapping.getValue()) {
            Node key = entry.getKeyNode();
            if (key.getAnchor().isPresent()
                    || !(key instanceof ScalarNode scalar)
                    || !key.getTag().equals(Tag.STR)) {
                refuse(key, "a key must be a plain word");
                continue;
            }
            Integer earlier = lines.putIfAbsent(scalar.getValue(), YamlDocument.lineOf(key));
            if (earlier == null) {
                first.add(entry);
            } else {
                findings.add(YamlDocument.lineOf(key), scalar.getValue() + ": is given already in line " + earlier);
            }
        }
        mapping.setValue(first);
    }

    /** An alias is the same node as its anchor, so it is reported once, at the anchor. */
    private void refuseOnce(Node node, String message) {
        if (anchored.add(node)) {
            refuse(node, message);
        }
    }

    private void refuse(Node node, String message) {
        findings.add(YamlDocument.lineOf(node), message);
        usable = false;
    }

    private static int lineOfCodePoint(String text, int position) {
        return 1
                + (int) text.codePoints()
                        .limit(position)
                        .filter(point -> point == '\n')
                        .count();
    }
}
