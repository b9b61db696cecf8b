package io.serviceping.definition.sql;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Functions that an admin allows metrics to call although they are not known to have no effect.
 *
 * @param names each {@code schema.name}
 */
public record AllowedFunctions(Set<String> names) {
    public static final AllowedFunctions NONE = new AllowedFunctions(Set.of());

    /** Words with which a query begins. */
    private static final Set<String> QUERY = Set.of("select", "table", "with");

    public AllowedFunctions {
        names = Collections.unmodifiableSet(new TreeSet<>(names));
        for (String name : names) {
            if (name.indexOf('.') <= 0) {
                throw new IllegalArgumentException("names must be schema.name but one was '" + name + "'");
            }
        }
    }

    /** The names of PostgreSQL's built-in functions that are known to have no effect. */
    public static Set<String> harmless() {
        return PureFunctions.ofPostgresql();
    }

    /** Whether an expression of the database's own, such as a check, calls no other functions than known ones, and reads no table. */
    public static boolean isHarmless(String expression) {
        try {
            SqlScanner.Scanned scanned = SqlScanner.scan(expression.strip(), SqlPosition.of(expression));
            return scanned.tokens().stream().noneMatch(token -> QUERY.contains(token.lower()))
                    && TokenRules.violations(scanned).isEmpty()
                    && FunctionRules.violations(new TokenRow(scanned.tokens()), NONE)
                            .isEmpty();
        } catch (InvalidSelectException unreadable) {
            return false;
        }
    }

    /** Whether this function is allowed; ignores case. */
    public boolean contains(String schema, String name) {
        return has(schema + "." + name);
    }

    /** Whether a function with this name is allowed in any schema. */
    boolean containsName(String name) {
        return names.stream()
                .anyMatch(one -> one.substring(one.indexOf('.') + 1).equalsIgnoreCase(name));
    }

    private boolean has(String qualified) {
        return names.stream().anyMatch(one -> lower(one).equals(lower(qualified)));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
