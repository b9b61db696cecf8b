package io.serviceping.plan.facts;

/**
 * A NOT NULL column of the key by which a table is scanned.
 *
 * @param name quoted, ready for SQL
 */
public record KeyColumn(String name, ExpressionType type) {
    public KeyColumn {
        if (!name.startsWith("\"")) {
            throw new IllegalArgumentException("name must be quoted but was " + name);
        }
    }
}
