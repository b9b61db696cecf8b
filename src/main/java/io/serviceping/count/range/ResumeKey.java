package io.serviceping.count.range;

import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is left of a walk: where it continues, and its fixed end. */
public sealed interface ResumeKey {
    /** Text to store; its length is that of the key's values. */
    String text();

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException when {@link #text} did not write it
     */
    static ResumeKey parse(String text) {
        if (text.equals(Finished.TEXT)) {
            return new Finished();
        }
        try {
            return text.startsWith("{") ? Keyset.read(text) : Numbers.read(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("text must be a resume key but was '" + text + "'", e);
        }
    }

    /** Nothing is left. */
    record Finished() implements ResumeKey {
        private static final String TEXT = "finished";

        @Override
        public String text() {
            return TEXT;
        }
    }

    /**
     * An interval of numbers, time steps or blocks.
     *
     * @param next first that is left
     * @param end last of the walk, included
     * @param width the next range's width; 0 where unknown
     */
    record Numbers(long next, long end, long width) implements ResumeKey {
        public Numbers {
            if (next > end) {
                throw new IllegalArgumentException("next must be at most end but was " + next + " with end " + end);
            }
            if (width < 0) {
                throw new IllegalArgumentException("width must not be negative but was " + width);
            }
        }

        @Override
        public String text() {
            return next + " " + end + " " + width;
        }

        private static Numbers read(String text) {
            List<Long> numbers =
                    Arrays.stream(text.split(" ", -1)).map(Long::valueOf).toList();
            if (numbers.size() != 3) {
                throw new IllegalArgumentException("three numbers are needed");
            }
            return new Numbers(numbers.get(0), numbers.get(1), numbers.get(2));
        }
    }

    /**
     * Keys in the database's order and notation.
     *
     * @param after last key that is done; empty at the start
     * @param end last key of the walk, included
     * @param rows the next range's number of rows; at least 1
     */
    record Keyset(List<String> after, List<String> end, long rows) implements ResumeKey {
        private static final JsonMapper MAPPER = JsonMapper.builder().build();

        public Keyset {
            after = List.copyOf(after);
            end = List.copyOf(end);
            if (end.isEmpty() || rows < 1) {
                throw new IllegalArgumentException("end must not be empty and rows must be at least 1 but was " + rows);
            }
        }

        @Override
        public String text() {
            ObjectNode object = MAPPER.createObjectNode();
            ArrayNode afterNode = object.putArray("after");
            after.forEach(afterNode::add);
            ArrayNode endNode = object.putArray("end");
            end.forEach(endNode::add);
            object.put("rows", rows);
            return MAPPER.writeValueAsString(object);
        }

        private static Keyset read(String text) {
            JsonNode object = MAPPER.readTree(text);
            return new Keyset(
                    strings(object.required("after")),
                    strings(object.required("end")),
                    object.required("rows").longValue());
        }

        private static List<String> strings(JsonNode array) {
            return array.valueStream().map(JsonNode::stringValue).toList();
        }
    }
}
