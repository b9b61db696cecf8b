package io.serviceping.plan.facts;

import java.sql.Types;
import java.util.Set;

/**
 * The type of a column or an expression.
 *
 * @param jdbcType one of {@link Types}; for a domain, its base type
 * @param databaseType the database's name for the type, as a cast takes it: {@code character varying}, {@code uuid}
 */
public record ExpressionType(int jdbcType, String databaseType) {
    private static final Set<Integer> INTEGERS = Set.of(Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT);

    public ExpressionType {
        if (databaseType.isBlank()) {
            throw new IllegalArgumentException("databaseType must not be blank");
        }
    }

    /** Whether the values are integers of at most 64 bits that an index compares with a {@code bigint}. */
    public boolean isInteger() {
        // JDBC reports PostgreSQL's object identifiers as BIGINT, but an index does not compare them with a bigint.
        return INTEGERS.contains(jdbcType) && !databaseType.equals("oid");
    }
}
