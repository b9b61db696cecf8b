package io.serviceping.count.catalog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the number in a field of a parse tree stands for. */
enum TreeField {
    /** A function or an aggregate; as a cast, if the field {@code funcformat} of its node says so. */
    FUNCTION,
    CAST,
    OF_OPERATOR,
    OPERATOR,
    /** The type of a value that is read. */
    READ,
    /** The type of a value that is made. */
    MADE,
    /** The same, by way of the text. */
    THROUGH_TEXT,
    /** A table or a view that is read. */
    RELATION,
    HARMLESS;

    private static final Map<String, TreeField> FIELDS = fields();

    private static Map<String, TreeField> fields() {
        Map<String, TreeField> fields = new HashMap<>();
        PostgresOwnFunctions.resource("tree-fields-postgresql.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    int end = line.indexOf(':');
                    TreeField meaning = valueOf(line.substring(0, end).toUpperCase(Locale.ROOT));
                    Stream.of(line.substring(end + 2).split(" ", -1)).forEach(field -> fields.put(field, meaning));
                });
        return Map.copyOf(fields);
    }

    /** Null: not known. */
    static @Nullable TreeField of(String node, String field) {
        TreeField special = FIELDS.get(node + "." + field);
        return special == null ? FIELDS.get(field) : special;
    }
}
