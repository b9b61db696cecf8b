package io.serviceping;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.SourceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Documents, javadoc, comments and messages use plain words. The words that are banned here have to be decoded: they are
 * poetic, archaic, or leave open what they refer to.
 */
class LanguageTest {
    /** Between two words of a phrase: spaces, or a line break with the sign of a comment. */
    private static final String GAP = "(?:\\s+(?:(?:\\*|//|#|--)\\s+)?)";

    private static final Pattern BANNED = Pattern.compile(
            String.join(
                            "|",
                            "\\banew\\b",
                            "\\bperhaps\\b",
                            "\\bunawares\\b",
                            "\\bfor ever\\b",
                            "\\bmeanwhile\\b",
                            "\\bhence\\b",
                            "\\bwhence\\b",
                            "\\bthereof\\b",
                            "(?<!there\\s)\\bis none\\b(?! of)",
                            "\\bsay[.,;)]",
                            "\\bwhat(?: [^\\s.,;:]+){1,3} says?\\b(?! of)",
                            "\\bkin\\b",
                            "\\bnought\\b")
                    .replace(" ", GAP),
            Pattern.CASE_INSENSITIVE);

    /** Code in a document, which is not prose. */
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

    /** The test of the language itself, which has examples of the words. */
    private static final Path OWN = Path.of("src/test/java/io/serviceping/LanguageTest.java");

    static Stream<Path> documents() {
        return SourceFiles.documents();
    }

    /** Folders of code, scripts, settings and schemas, with what they are written in. */
    @ParameterizedTest
    @CsvSource({
        "src/main/java, .java",
        "sdk/src, .java",
        "src/test/java, .java",
        "src/bench/java, .java",
        "src/main/resources, ''",
        "src/packaging, ''",
        "config, ''",
        "cron, ''",
        "monitoring, ''",
        "sql, .sql"
    })
    void everySourceUsesPlainWords(Path folder, String ending) {
        List<Path> files = SourceFiles.below(folder, ending).stream()
                .filter(file -> Files.isRegularFile(file) && !file.equals(OWN))
                .toList();

        assertThat(files).isNotEmpty();
        assertThat(files.stream().flatMap(LanguageTest::findings)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyDocumentUsesPlainWords(Path document) {
        assertThat(findings(document)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "counted anew",
                "a full disk, say.",
                "the reader is none",
                "Perhaps it is",
                "kept for ever",
                "kept for\n     * ever",
                "-- the row is\n    -- none",
                "what the file says"
            })
    void bannedWordsAreFound(String text) {
        assertThat(BANNED.matcher(text).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "counted again",
                "what the logs say of it",
                "a renewal",
                "for every metric",
                "the kind of fault",
                "if there is none"
            })
    void plainWordsAreNotFound(String text) {
        assertThat(BANNED.matcher(text).find()).isFalse();
    }

    /** The lines of a file that hold a banned word, as {@code FILE:LINE: WORD}. */
    private static Stream<String> findings(Path file) {
        String text = read(file);
        String prose = file.toString().endsWith(".md")
                ? CODE.matcher(text).replaceAll(code -> code.group().replaceAll("[^\n]", " "))
                : text;
        return BANNED.matcher(prose)
                .results()
                .map(word ->
                        file + ":" + (prose.substring(0, word.start()).lines().count() + 1) + ": " + word.group());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
