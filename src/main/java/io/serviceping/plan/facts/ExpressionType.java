package io.serviceping.plan.facts;

import java.sql.Types;
import java.util.Set;

/**
 * The type of a column or an expression.
 *
 * @param jdbcType one of {@link Types}; for a domain that of the type below it
 * @param databaseType the database's own name, as a cast takes it: {@code character varying}, {@code uuid}
 */
public record ExpressionType(int jdbcType, String databaseType) {
    private static final Set<Integer> INTEGERS = Set.of(Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT);

    public ExpressionType {
        if (databaseType.isBlank()) {
            throw new IllegalArgumentException("databaseType must not be blank");
        }
    }

    /** Whether its values are whole numbers of at most 64 bits, compared as such with a {@code bigint}. */
    public boolean isInteger() {
        // PostgreSQL's object identifiers come as BIGINT, but are not compared with one by an index.
        return INTEGERS.contains(jdbcType) && !databaseType.equals("oid");
    }
}
