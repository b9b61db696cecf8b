package io.serviceping.plan.query;

import java.util.Locale;
import java.util.Set;

/** Functions and types whose result depends only on their arguments. The session settings are always the same. */
final class KnownFunctions {
    private static final Set<String> SCALAR = Set.of(
            "abs",
            "bit_length",
            "btrim",
            "ceil",
            "ceiling",
            "char_length",
            "character_length",
            "coalesce",
            "concat",
            "date_part",
            "date_trunc",
            "floor",
            "greatest",
            "least",
            "left",
            "length",
            "lower",
            "ltrim",
            "mod",
            "nullif",
            "octet_length",
            "position",
            "replace",
            "right",
            "round",
            "rtrim",
            "sign",
            "substr",
            "substring",
            "trim",
            "upper");

    private static final Set<String> TYPES = Set.of(
            "bigint",
            "bool",
            "boolean",
            "char",
            "character",
            "character varying",
            "date",
            "decimal",
            "double precision",
            "float",
            "float4",
            "float8",
            "int",
            "int2",
            "int4",
            "int8",
            "integer",
            "numeric",
            "real",
            "smallint",
            "text",
            "time",
            "timestamp",
            "timestamp with time zone",
            "timestamp without time zone",
            "timestamptz",
            "uuid",
            "varchar");

    /** Words that are values to databases but columns to our parser. */
    private static final Set<String> VALUES = Set.of(
            "current_catalog",
            "current_date",
            "current_path",
            "current_role",
            "current_schema",
            "current_time",
            "current_timestamp",
            "current_user",
            "default",
            "localtime",
            "localtimestamp",
            "rownum",
            "session_user",
            "sysdate",
            "system_user",
            "systimestamp",
            "today",
            "user");

    private static final Set<String> MOMENTS = Set.of("now", "today", "tomorrow", "yesterday");

    private KnownFunctions() {}

    static boolean isScalar(String function) {
        return SCALAR.contains(function);
    }

    static boolean isType(String type) {
        return TYPES.contains(type);
    }

    static boolean isValue(String name) {
        return VALUES.contains(name);
    }

    /** Whether PostgreSQL could read the string as a time relative to now, such as {@code 'today 10:00'}. */
    static boolean namesMoment(String string) {
        StringBuilder word = new StringBuilder();
        for (char c : (string.toLowerCase(Locale.ROOT) + " ").toCharArray()) {
            if (c >= 'a' && c <= 'z') {
                word.append(c);
            } else if (MOMENTS.contains(word.toString())) {
                return true;
            } else {
                word.setLength(0);
            }
        }
        return false;
    }
}
