package io.serviceping.definition.file;

import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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
     * Every {@code *.yml} and {@code *.yaml} file below a folder, except hidden files, in the order of their paths.
     *
     * @throws UnusableFileException when this user may not list a folder
     * @throws IOException when a folder cannot be listed
     */
    public static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(DefinitionFormat::isDefinition).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof AccessDeniedException denied
                    ? UnusableFileException.denied(Path.of(denied.getFile()))
                    : e.getCause();
        } catch (AccessDeniedException e) {
            throw UnusableFileException.denied(Path.of(e.getFile()));
        }
    }

    /** Reads one file and checks it with the schema. Empty: it is not a mapping, which was a finding. */
    public Optional<YamlDocument> read(Path file, FileFindings findings) {
        return TextFile.read(file, findings.file(), findings)
                .flatMap(text -> YamlReader.read(text, nameKey, findings))
                .map(document -> document.withFaulty(schema.check(document, findings)));
    }

    private static boolean isDefinition(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return (name.endsWith(".yml") || name.endsWith(".yaml")) && !name.startsWith(".") && !Files.isDirectory(file);
    }
}
