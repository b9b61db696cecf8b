package io.serviceping.count.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * PostgreSQL's text of a tree: {@code {NODE :field value :field value}}. A name has a backslash before each space and
 * bracket in it, so that no name can hide or end a field.
 */
final class NodeText {
    private static final String SINGLE = "(){}";

    /** Bytes of a line that the server breaks. */
    private static final int LINE = 78;

    /** Deeper than what a metric's SQL may nest. */
    private static final int MOST_LEVELS = 500;

    /** What the server separates words with; other white space can be part of a name. */
    private static final String SPACE = " \n\t";

    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int levels;

    private NodeText(String text) {
        int end;
        for (int begin = 0; begin < text.length(); begin = end) {
            end = end(text, begin);
            if (SPACE.indexOf(text.charAt(begin)) < 0) {
                tokens.add(text.substring(begin, end));
            }
        }
        tokens.add("");
    }

    /** A node and its fields; both names are in lower case. */
    record Node(String name, Map<String, Value> fields) {
        /** The nodes in a field; none if the node does not have the field. */
        List<Node> inside(String field) {
            Value value = fields.get(field);
            return value == null ? List.of() : value.nodes();
        }
    }

    /**
     * A word, a node, or a list of them. The first word of a list can be its kind: {@code o} of objects, by their numbers.
     *
     * @param isList whether it is a list
     */
    record Value(boolean isList, List<String> words, List<Node> nodes) {
        /** One number, or those of a list of objects. */
        List<String> numbers() {
            boolean ofObjects = isList && !words.isEmpty() && words.get(0).equals("o");
            return isList && !ofObjects
                    ? List.of()
                    : words.stream().filter(NodeText::isNumber).toList();
        }
    }

    /** @throws IllegalArgumentException if it is no tree, or one with a name that the server can have broken */
    static Value read(String text) {
        checkLines(text);
        NodeText reading = new NodeText(text);
        Value value = reading.value();
        reading.take("");
        return value;
    }

    /**
     * Refuses a line that can be broken inside a word: the server does so where a line has no space. A name can contain
     * line breaks too, behind a backslash.
     */
    private static void checkLines(String text) {
        String[] lines = text.split("\n", -1);
        String whole = "";
        for (int line = 0; line < lines.length - 1; line++) {
            boolean canGoOn = whole.endsWith("\\") && hasNoSpace(whole);
            whole = canGoOn ? whole + "\n" + lines[line] : lines[line];
            boolean canBeLonger = whole.length() >= LINE || whole.chars().anyMatch(c -> c >= 0x7f);
            if (canBeLonger && hasNoSpace(whole)) {
                throw new IllegalArgumentException("a name is too long to be read in the server's parse tree");
            }
        }
    }

    /** Where the server can break the line. */
    private static boolean hasNoSpace(String line) {
        return line.indexOf(' ', 1) < 0;
    }

    private static int end(String text, int begin) {
        int end = begin;
        while (end < text.length() && !isSeparate(text.charAt(end))) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(Math.max(end, begin + 1), text.length());
    }

    private static boolean isNumber(String word) {
        return word.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '.');
    }

    private static boolean isSeparate(char c) {
        return SPACE.indexOf(c) >= 0 || SINGLE.indexOf(c) >= 0;
    }

    private Value value() {
        List<String> words = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        boolean isList = is("(");
        item(words, nodes);
        if (is("[")) {
            if (!words.stream().allMatch(NodeText::isNumber)) {
                throw new IllegalArgumentException("the tree has a [ behind a word");
            }
            words.clear();
            while (!is("]")) {
                next();
            }
            next();
        }
        return new Value(isList, words, nodes);
    }

    private void item(List<String> words, List<Node> nodes) {
        if (is("{")) {
            nodes.add(node());
        } else if (is("(")) {
            next();
            while (!is(")")) {
                item(words, nodes);
            }
            next();
        } else {
            String word = next();
            if (word.equals("}") || word.equals(")")) {
                throw new IllegalArgumentException("the tree has a bracket at a wrong place");
            }
            words.add(word);
        }
    }

    private Node node() {
        take("{");
        if (++levels > MOST_LEVELS) {
            throw new IllegalArgumentException("the tree is nested too deeply");
        }
        String name = next().toLowerCase(Locale.ROOT);
        Map<String, Value> fields = new LinkedHashMap<>();
        while (!is("}")) {
            String field = next();
            if (!field.startsWith(":")) {
                throw new IllegalArgumentException("the tree has a field without a name");
            }
            if (fields.put(field.substring(1).toLowerCase(Locale.ROOT), value()) != null) {
                throw new IllegalArgumentException("the tree has the field " + field + " twice in a node");
            }
        }
        next();
        levels--;
        return new Node(name, fields);
    }

    private boolean is(String token) {
        return tokens.get(at).equals(token);
    }

    private void take(String token) {
        if (!is(token)) {
            throw new IllegalArgumentException("the tree does not have " + token + " at its place");
        }
        at++;
    }

    private String next() {
        if (at == tokens.size() - 1) {
            throw new IllegalArgumentException("the tree does not end");
        }
        return tokens.get(at++);
    }
}
