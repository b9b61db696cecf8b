package io.serviceping.plan.query;

import java.util.List;
import java.util.Map;

/**
 * A call, an operator or a cast that fails for some types of operands.
 *
 * @param name the operation, the same for all its spellings
 * @param operands the operands that are not constants; a constant that fails does so for every row
 */
public record Operation(String name, List<String> operands) {
    /** The name of every comparison. */
    static final String COMPARE = "compare";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("char", "text"),
            Map.entry("character", "text"),
            Map.entry("character varying", "text"),
            Map.entry("varchar", "text"),
            Map.entry("bool", "boolean"),
            Map.entry("timestamp with time zone", "timestamp"),
            Map.entry("timestamp without time zone", "timestamp"),
            Map.entry("timestamptz", "timestamp"),
            Map.entry("int8", "bigint"),
            Map.entry("int", "integer"),
            Map.entry("int4", "integer"),
            Map.entry("int2", "smallint"),
            Map.entry("decimal", "numeric"),
            Map.entry("double precision", "float"),
            Map.entry("float4", "float"),
            Map.entry("float8", "float"),
            Map.entry("real", "float"));

    public Operation {
        operands = List.copyOf(operands);
    }

    /** The name of a cast. */
    static String castTo(String type, boolean hasLength) {
        String name = TYPES.getOrDefault(type, type);
        return "cast " + name + (hasLength && name.equals("numeric") ? "()" : "");
    }
}
