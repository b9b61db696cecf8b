package io.serviceping.plan.query;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Words that PostgreSQL accepts as a column name only after a table's name: "reserved" and "reserved (can be function
 * or type)" in its keyword table. H2 does not accept such a column name at all.
 */
final class ReservedWords {
    private static final Set<String> RESERVED =
            Arrays.stream("""
            all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate
            collation column concurrently constraint create cross current_catalog current_date current_role
            current_schema current_time current_timestamp current_user default deferrable desc distinct do else end
            except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into
            is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on
            only or order outer overlaps placing primary references returning right select session_user similar some
            symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when
            where window with
            day hour minute month second year
            """.split("\\s+", -1)).collect(Collectors.toUnmodifiableSet());

    private ReservedWords() {}

    /** Whether the canonical name, without a qualifier, has another meaning to a database or to our parser. */
    static boolean contains(String name) {
        return RESERVED.contains(name);
    }
}
