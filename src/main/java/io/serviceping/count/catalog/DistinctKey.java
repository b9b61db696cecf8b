package io.serviceping.count.catalog;

import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.distinct.DistinctSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The 64 bits of a database value in a {@link DistinctSet}, computed by the database. Equal values have equal numbers,
 * different values different ones (but for hash collisions), and NULL stays NULL.
 *
 * <p>Whole numbers, dates and booleans are exact. Others are a 64-bit hash: of n distinct values, n²/2^65 pairs are
 * expected to collide and count as one (2.7 in a million runs for n = 10^7, one in 37 for 10^9). PostgreSQL's hash is
 * that of the type's hash index, so it follows the column's collation, also a non-deterministic one. A hash is valid
 * for one major version of the server.
 *
 * <p>Metrics on other types run as written: floats; citext and H2's VARCHAR_IGNORECASE and CHAR, whose equality is not
 * that of their characters; H2's decimals and timestamps; every type not named here, with domains and enumerations.
 * The caller ensures that an H2 database has no collation ({@code SET COLLATION}), with which equal texts can have
 * different hashes.
 */
final class DistinctKey {
    private static final String AS_BIGINT = "cast(%s as bigint)";
    // A hash of the number itself is the same for NaN and both infinities.
    private static final String NUMERIC_TEXT = "hashtextextended(cast(trim_scale(%s) as text) collate \"C\", 0)";
    // Subtracting 1970-01-01 fails for an infinite date. PostgreSQL's dates begin 10957 days later.
    private static final String POSTGRESQL_DAY =
            "cast(cast('x' || encode(date_send(%s), 'hex') as bit(32)) as integer) + cast(10957 as bigint)";
    // A zone as an interval needs no look-up by name and, unlike a cast, no session time zone.
    private static final String INSTANT = "timestamp_hash_extended((%s) at time zone interval '0', 0)";
    private static final String H2_HASH = "cast(substring(hash('SHA-256', %s) from 1 for 8) as bigint)";

    private static final Map<String, DistinctKey> POSTGRESQL = Map.ofEntries(
            Map.entry("smallint", exact(AS_BIGINT)),
            Map.entry("integer", exact(AS_BIGINT)),
            Map.entry("bigint", exact(AS_BIGINT)),
            Map.entry("oid", exact(AS_BIGINT)),
            Map.entry("boolean", exact("cast(cast(%s as integer) as bigint)")),
            Map.entry("date", exact(POSTGRESQL_DAY)),
            Map.entry("text", hashed("hashtextextended(%s, 0)")),
            Map.entry("character varying", hashed("hashtextextended(%s, 0)")),
            Map.entry("character", hashed("hashbpcharextended(%s, 0)")),
            Map.entry("name", hashed("hashnameextended(%s, 0)")),
            Map.entry("uuid", hashed("uuid_hash_extended(%s, 0)")),
            Map.entry("numeric", hashed(NUMERIC_TEXT)),
            Map.entry("timestamp without time zone", hashed("timestamp_hash_extended(%s, 0)")),
            Map.entry("timestamp with time zone", hashed(INSTANT)),
            Map.entry("time without time zone", hashed("time_hash_extended(%s, 0)")),
            Map.entry("inet", hashed("hashinetextended(%s, 0)")));

    /** Other names of these types, in the driver and the catalogue. */
    private static final Map<String, String> POSTGRESQL_NAMES = Map.ofEntries(
            Map.entry("int2", "smallint"),
            Map.entry("smallserial", "smallint"),
            Map.entry("int4", "integer"),
            Map.entry("serial", "integer"),
            Map.entry("int8", "bigint"),
            Map.entry("bigserial", "bigint"),
            Map.entry("bool", "boolean"),
            Map.entry("varchar", "character varying"),
            Map.entry("bpchar", "character"),
            Map.entry("timestamp", "timestamp without time zone"),
            Map.entry("timestamptz", "timestamp with time zone"),
            Map.entry("time", "time without time zone"));

    private static final Map<String, DistinctKey> H2 = Map.of(
            "tinyint", exact(AS_BIGINT),
            "smallint", exact(AS_BIGINT),
            "integer", exact(AS_BIGINT),
            "bigint", exact(AS_BIGINT),
            "boolean", exact(AS_BIGINT),
            "date", exact("datediff(day, date '1970-01-01', %s)"),
            "uuid", hashed(H2_HASH),
            "character varying", hashed(H2_HASH));

    private final String template;
    private final boolean hashed;

    private DistinctKey(String template, boolean hashed) {
        this.template = template;
        this.hashed = hashed;
    }

    private static DistinctKey exact(String template) {
        return new DistinctKey(template, false);
    }

    private static DistinctKey hashed(String template) {
        return new DistinctKey(template, true);
    }

    /**
     * The key for a type, or empty.
     *
     * @param databaseType as named by the driver's metadata or the catalogue, with or without a length
     */
    static Optional<DistinctKey> of(SessionDialect dialect, String databaseType) {
        String name = withoutLength(databaseType.toLowerCase(Locale.ROOT));
        return Optional.ofNullable(
                switch (dialect) {
                    case POSTGRESQL -> POSTGRESQL.get(POSTGRESQL_NAMES.getOrDefault(name, name));
                    case H2 -> H2.get(name);
                });
    }

    /** The SQL of the number, a bigint. It contains the expression once. */
    String sql(String expression) {
        return String.format(Locale.ROOT, template, expression);
    }

    /** Whether two distinct values can collide, however rarely. */
    boolean isHashed() {
        return hashed;
    }

    private static String withoutLength(String type) {
        int open = type.indexOf('(');
        int close = type.indexOf(')', Math.max(open, 0));
        return open < 0 || close < 0
                ? type
                : (type.substring(0, open).stripTrailing() + type.substring(close + 1)).strip();
    }
}
