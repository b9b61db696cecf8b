package io.serviceping.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * Reads the scripts under {@code sql/demo} and replaces their placeholders:
 *
 * <ul>
 *   <li>{@code ${as_of}}, {@code ${as_of_day}}, {@code ${as_of_seconds}}: the end of the history as a timestamp in UTC,
 *       as days and as seconds since 1970
 *   <li>{@code ${rows:table}}: number of rows of that table
 *   <li>{@code ${stream:table}}: a derived table with one row for each of these rows, see {@code sql/demo/stream.sql}
 * </ul>
 */
final class DemoScript {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z_]+)(?::([a-z_]+))?}");
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final Map<String, Integer> rowsAtScaleOne;
    private final int scale;
    private final Instant asOf;

    DemoScript(Map<String, Integer> rowsAtScaleOne, int scale, Instant asOf) {
        this.rowsAtScaleOne = rowsAtScaleOne;
        this.scale = scale;
        this.asOf = asOf.truncatedTo(ChronoUnit.SECONDS);
    }

    /** @param path below {@code sql/demo}, such as {@code tables.sql} */
    Resource resolved(String path) {
        String sql = resolve(read(path), this::value);
        return new ByteArrayResource(sql.getBytes(StandardCharsets.UTF_8), "sql/demo/" + path);
    }

    private String value(MatchResult placeholder) {
        String table = placeholder.group(2);
        return table == null ? fact(placeholder.group(1)) : ofTable(placeholder.group(1), table);
    }

    private String fact(String name) {
        return switch (name) {
            case "as_of" -> TIMESTAMP.format(asOf.atOffset(ZoneOffset.UTC));
            case "as_of_day" ->
                String.valueOf(asOf.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay());
            case "as_of_seconds" -> String.valueOf(asOf.getEpochSecond());
            default -> throw new IllegalStateException("unknown placeholder ${" + name + "} in a demo script");
        };
    }

    private String ofTable(String name, String table) {
        return switch (name) {
            case "rows" -> String.valueOf(rows(table));
            case "stream" -> stream(table);
            default ->
                throw new IllegalStateException("unknown placeholder ${" + name + ":" + table + "} in a demo script");
        };
    }

    private long rows(String table) {
        Integer rows = rowsAtScaleOne.get(table);
        if (rows == null) {
            throw new IllegalStateException("a demo script asks for the rows of " + table + ", which has no row count");
        }
        return (long) rows * scale;
    }

    /** The salt depends on the name only, so that a new table changes no other table. */
    private String stream(String table) {
        String salt = String.valueOf(Math.floorMod(table.hashCode(), 1_000_003));
        return resolve(read("stream.sql"), placeholder -> switch (placeholder.group()) {
            case "${rows}" -> String.valueOf(rows(table));
            case "${salt}" -> salt;
            case "${stream:table}" -> "stream";
            default -> value(placeholder);
        });
    }

    private static String resolve(String sql, Function<MatchResult, String> value) {
        return PLACEHOLDER.matcher(sql).replaceAll(value.andThen(Matcher::quoteReplacement));
    }

    private static String read(String path) {
        try {
            return new ClassPathResource("sql/demo/" + path).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read sql/demo/" + path + " from the class path", e);
        }
    }
}
