package io.serviceping.definition.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The built-in functions of PostgreSQL and H2 that are known to have no effect, and the words that can precede an
 * opening bracket without being a function. Functions of newer database versions are refused until they are reviewed.
 */
final class PureFunctions {
    private static final Set<String> POSTGRESQL = lines("functions-postgresql.txt");
    private static final Set<String> H2 = lines("functions-h2.txt");
    private static final Set<String> SYNTAX = lines("syntax-words.txt");

    private PureFunctions() {}

    /** Whether every database's built-in function with this lower-case name has no effect. */
    static boolean contains(String name) {
        return POSTGRESQL.contains(name) || H2.contains(name);
    }

    /** Whether this lower-case word can precede an opening bracket as syntax or a type. */
    static boolean isSyntax(String word) {
        return SYNTAX.contains(word);
    }

    static Set<String> ofPostgresql() {
        return POSTGRESQL;
    }

    static Set<String> ofH2() {
        return H2;
    }

    private static Set<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(PureFunctions.class.getResourceAsStream(resource), resource);
                Stream<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()) {
            return lines.map(line -> line.strip().toLowerCase(Locale.ROOT))
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
