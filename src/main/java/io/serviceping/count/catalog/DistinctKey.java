package io.serviceping.count.catalog;

import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.distinct.DistinctSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a database value becomes the 64 bits that stand for it in a {@link DistinctSet}, computed by the database: equal
 * values, and only those, become equal numbers, and NULL stays NULL.
 *
 * <p>Whole numbers, dates and booleans are themselves. Others become a 64-bit hash; of n distinct values, n²/2^65 pairs are
 * expected to have the same hash and so to be counted as one (2.7 in a million runs for n = 10^7, one in 37 for 10^9). On
 * PostgreSQL the hash is the one of the type's own hash index, so it follows the column's collation, a non-deterministic one
 * included. Hashes may change with the server's major version: stored ones are of use to that version only.
 *
 * <p>Not to be had, so that a metric on it runs as it is written: floats; citext and H2's VARCHAR_IGNORECASE and CHAR, whose
 * equality is not that of their characters; H2's decimals and timestamps; and every type not named here, domains and
 * enumerations among them. The caller sees to it that an H2 database has no collation set ({@code SET COLLATION}): there
 * equal texts can have different characters, and so different hashes.
 */
final class DistinctKey {
    private static final String AS_BIGINT = "cast(%s as bigint)";
    // Not through a hash of the number: that has one value for NaN and both infinities.
    private static final String NUMERIC_TEXT = "hashtextextended(cast(trim_scale(%s) as text) collate \"C\", 0)";
    // Not by subtracting 1970-01-01, which fails for an infinite date. 10957 days later is where PostgreSQL's dates
    // begin.
    private static final String POSTGRESQL_DAY =
            "cast(cast('x' || encode(date_send(%s), 'hex') as bit(32)) as integer) + cast(10957 as bigint)";
    // An interval as zone needs no look-up of a name and, unlike a cast, no session time zone.
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

    /** The names that the driver and the catalog have for the types above. */
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
     * The key for values of a type, empty when there is none.
     *
     * @param databaseType the type as the driver's metadata or the database's catalog names it, with or without a length
     */
    static Optional<DistinctKey> of(SessionDialect dialect, String databaseType) {
        String name = withoutLength(databaseType.toLowerCase(Locale.ROOT));
        return Optional.ofNullable(
                switch (dialect) {
                    case POSTGRESQL -> POSTGRESQL.get(POSTGRESQL_NAMES.getOrDefault(name, name));
                    case H2 -> H2.get(name);
                });
    }

    /** The SQL of the number, a bigint, which holds the given SQL expression once. */
    String sql(String expression) {
        return String.format(Locale.ROOT, template, expression);
    }

    /** Whether two distinct values can, however rarely, become the same number. */
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
