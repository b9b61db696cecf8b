package io.serviceping.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the project, for tests that read them. */
public final class SourceFiles {
    /** The roots of the sources: the program's, and the SDK's, which is an artifact of its own. */
    public static final List<Path> ROOTS = List.of(Path.of("src/main/java"), Path.of("sdk/src/main/java"));

    private SourceFiles() {}

    /** The files in this folder, and in those below it, whose names end like this. */
    public static List<Path> below(Path folder, String ending) {
        return within(folder, Integer.MAX_VALUE, ending);
    }

    /** The files in this folder alone. */
    public static List<Path> in(Path folder, String ending) {
        return within(folder, 1, ending);
    }

    /** All documents in Markdown. */
    public static Stream<Path> documents() {
        return Stream.of(
                        in(Path.of(""), ".md"),
                        in(Path.of("sdk"), ".md"),
                        below(Path.of("docs"), ".md"),
                        below(Path.of("cron"), ".md"))
                .flatMap(List::stream);
    }

    private static List<Path> within(Path folder, int depth, String ending) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
