package io.serviceping.collector.answer;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The collector's JSON: strict, bounded, UTF-8, names in snake case. */
public final class Json {
    /** Counts values, names and brackets. A metric of a ping has about 17. */
    public static final int MOST_TOKENS = 500_000;
    /** In characters. A key path has at most 255, a group's key at most 1,000. */
    static final int LONGEST_NAME = 2_048;

    static final int LONGEST_STRING = 64 * 1024;
    /** A key path has at most 255 characters, so at most 128 parts; the payload adds a few levels. */
    private static final int DEEPEST = 150;

    private static final int MOST_DIGITS = 1_000;
    private static final int LARGEST_EXPONENT = 1_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // The names come from strangers; the table of known names would grow without limit.
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxTokenCount(MOST_TOKENS)
                            .maxNameLength(LONGEST_NAME)
                            .maxStringLength(LONGEST_STRING)
                            .maxNumberLength(MOST_DIGITS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Json() {}

    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /**
     * Reads a document to its end without keeping any of it.
     *
     * @return number of tokens, at most {@link #MOST_TOKENS}
     * @throws JacksonException if it is not strict JSON or exceeds a limit
     */
    public static int check(byte[] content) throws JacksonException {
        int tokens = 0;
        try (JsonParser parser = MAPPER.createParser(utf8(content))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens++;
                switch (token) {
                    case VALUE_NUMBER_FLOAT -> checkExponent(parser);
                    case VALUE_STRING, PROPERTY_NAME -> checkSurrogates(parser);
                    default -> {}
                }
            }
        }
        return tokens;
    }

    private static void checkExponent(JsonParser parser) {
        String number = parser.getString();
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        String digits = e < 0 ? "" : number.substring(e + 1).replaceFirst("^[+-]?0*", "");
        if (digits.length() > 9 || (!digits.isEmpty() && Integer.parseInt(digits) > LARGEST_EXPONENT)) {
            throw new StreamReadException(
                    parser, "a number's exponent must be from -" + LARGEST_EXPONENT + " to " + LARGEST_EXPONENT);
        }
    }

    /** An escaped half of a surrogate pair is no character, and UTF-8 cannot encode it (RFC 7493). */
    private static void checkSurrogates(JsonParser parser) {
        if (parser.getString()
                .codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new StreamReadException(parser, "a text must not have half of a surrogate pair");
        }
    }

    /** Refuses duplicate keys, content after the document, encodings other than UTF-8, and documents that exceed a limit. */
    public static JsonNode readStrictly(byte[] content) throws JacksonException {
        return MAPPER.readTree(utf8(content));
    }

    /** Copies the document of a stored ping without white space, token by token. Closes neither stream. */
    public static void copyCompactly(InputStream content, OutputStream out) throws JacksonException {
        try (JsonParser from = MAPPER.createParser(new InputStreamReader(content, StandardCharsets.UTF_8));
                JsonGenerator to = MAPPER.writer()
                        .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                        .createGenerator(out)) {
            from.nextToken();
            to.copyCurrentStructureExact(from);
        }
    }

    private static Reader utf8(byte[] content) {
        return new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8.newDecoder());
    }
}
