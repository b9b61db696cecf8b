package io.serviceping;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.SourceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Documents, javadoc, comments and messages use plain words. The words that are banned here have to be decoded: they are
 * poetic, archaic, or leave open what they refer to.
 */
class LanguageTest {
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
                    "(?<!there )\\bis none\\b(?! of)",
                    "\\bsay[.,;)]",
                    "\\bwhat(?:\\s+[^\\s.,;:]+){1,3}\\s+says?\\b(?! of)",
                    "\\bkin\\b",
                    "\\bnought\\b"),
            Pattern.CASE_INSENSITIVE);

    /** Code in a document, which is not prose. */
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

    static Stream<Path> documents() {
        return SourceFiles.documents();
    }

    @Test
    void everyJavaFileUsesPlainWords() {
        assertThat(SourceFiles.ROOTS.stream()
                        .flatMap(root -> SourceFiles.below(root, ".java").stream())
                        .flatMap(LanguageTest::findings))
                .isEmpty();
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
        List<String> lines = prose.lines().toList();
        return IntStream.range(0, lines.size())
                .boxed()
                .flatMap(line -> BANNED.matcher(lines.get(line))
                        .results()
                        .map(word -> file + ":" + (line + 1) + ": " + word.group()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
