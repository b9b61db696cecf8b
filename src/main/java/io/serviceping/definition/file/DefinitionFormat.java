package io.serviceping.definition.file;

import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One kind of definition file. */
public final class DefinitionFormat {
    private final DefinitionSchema schema;
    private final String nameKey;

    /**
     * @param schemaFile the name of the shipped JSON Schema
     * @param nameKey the key whose value names a definition in problems
     */
    public DefinitionFormat(String schemaFile, String nameKey) {
        this.schema = new DefinitionSchema(schemaFile);
        this.nameKey = nameKey;
    }

    /**
     * Every {@code *.yml} and {@code *.yaml} file below a folder, except hidden files and what is in hidden folders, in
     * the order of their paths. Follows links.
     *
     * @throws UnusableFileException when this user may not list a folder, or a link leads to a folder above it
     * @throws IOException when a folder cannot be listed
     */
    public static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return below.filter(DefinitionFormat::isDefinition)
                    .filter(file -> !isHidden(folder.relativize(file)))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw named(Objects.requireNonNull(e.getCause()));
        } catch (AccessDeniedException e) {
            throw named(e);
        }
    }

    private static IOException named(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return UnusableFileException.denied(Path.of(denied.getFile()));
        }
        return e instanceof FileSystemLoopException loop
                ? UnusableFileException.of(Path.of(loop.getFile()), "is a link to a folder above it")
                : e;
    }

    private static boolean isHidden(Path file) {
        return StreamSupport.stream(file.spliterator(), false)
                .anyMatch(part -> part.toString().startsWith("."));
    }

    /** Reads one file and checks it with the schema. Empty: it is not a mapping, which was a finding. */
    public Optional<YamlDocument> read(Path file, FileFindings findings) {
        return TextFile.read(file, findings.file(), findings)
                .flatMap(text -> YamlReader.read(text, nameKey, findings))
                .map(document -> document.withFaulty(schema.check(document, findings)));
    }

    private static boolean isDefinition(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return (name.endsWith(".yml") || name.endsWith(".yaml")) && !Files.isDirectory(file);
    }
}
