package io.serviceping;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.SourceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Largest size of a folder and of a class. */
class SourceTreeTest {
    private static final int MOST_FILES = 30;
    private static final int MOST_LINES = 200;

    /** A comment, or a literal that can look like one. */
    private static final Pattern COMMENT_OR_LITERAL = Pattern.compile(
            "(//[^\\n]*|/\\*(?s:.*?)\\*/)|\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\\n]|\\\\.)*+'");

    static List<Path> roots() {
        return SourceFiles.ROOTS;
    }

    @ParameterizedTest
    @MethodSource("roots")
    void noFolderHoldsMoreFilesThanAReaderLooksThrough(Path root) throws IOException {
        assertThat(fullFolders(root)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("roots")
    void noClassHasMoreLinesThanAReaderKeepsInMind(Path root) throws IOException {
        assertThat(longClasses(root)).isEmpty();
    }

    @Test
    void aLiteralThatLooksLikeACommentHidesNoLines(@TempDir Path folder) throws IOException {
        String statement = "    String begin = \"/*\"; String end = \"*/\"; char quote = '\"'; // one\n";
        Path all = Files.writeString(
                folder.resolve("All.java"), "class All {\n" + statement.repeat(MOST_LINES - 2) + "\n/* }\n */\n}\n");
        Path tooMany = Files.writeString(
                folder.resolve("TooMany.java"), "class TooMany {\n" + statement.repeat(MOST_LINES - 1) + "}\n");

        assertThat(longClasses(folder)).contains(tooMany).doesNotContain(all);
    }

    @Test
    void aFullFolderAndALongClassAreFound(@TempDir Path folder) throws IOException {
        for (int i = 0; i <= MOST_FILES; i++) {
            Files.writeString(folder.resolve("Type" + i + ".java"), "package few;\n\nrecord Type" + i + "() {}\n");
        }
        Path big = Files.writeString(
                Files.createDirectory(folder.resolve("few")).resolve("Big.java"),
                "package few;\n\n/** Big. */\nclass Big {\n" + "    int field;\n".repeat(MOST_LINES) + "}\n");

        assertThat(fullFolders(folder)).containsExactly(folder);
        assertThat(longClasses(folder)).containsExactly(big);
    }

    private static List<Path> fullFolders(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isDirectory)
                    .filter(folder -> SourceFiles.in(folder, ".java").size() > MOST_FILES)
                    .toList();
        }
    }

    private static List<Path> longClasses(Path root) {
        return SourceFiles.below(root, ".java").stream()
                .filter(file -> codeLines(file) > MOST_LINES)
                .toList();
    }

    /** Lines of code: without empty lines, comments, the package line and imports. */
    private static long codeLines(Path file) {
        try {
            return COMMENT_OR_LITERAL
                    .matcher(Files.readString(file))
                    .replaceAll(found -> found.group(1) == null ? Matcher.quoteReplacement(found.group()) : "")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .filter(line -> !line.startsWith("import ") && !line.startsWith("package "))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
