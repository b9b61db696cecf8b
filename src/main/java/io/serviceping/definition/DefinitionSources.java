package io.serviceping.definition;

import io.serviceping.definition.sql.AllowedFunctions;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files and names that definitions are checked with.
 *
 * @param home problems name files relative to this folder
 * @param definitions the folder of the definition files, such as {@code HOME/config/metrics}
 * @param sqlFiles the folder of the SQL files, such as {@code HOME/sql/metrics}; need not exist
 * @param databases the names configured under {@code service-ping.databases}
 * @param functions additional functions that SQL may call
 */
public record DefinitionSources(
        Path home, Path definitions, Path sqlFiles, Set<String> databases, AllowedFunctions functions) {
    /** Without additional functions. */
    public DefinitionSources(Path home, Path definitions, Path sqlFiles, Set<String> databases) {
        this(home, definitions, sqlFiles, databases, AllowedFunctions.NONE);
    }

    public DefinitionSources {
        home = home.toAbsolutePath().normalize();
        definitions = definitions.toAbsolutePath().normalize();
        sqlFiles = sqlFiles.toAbsolutePath().normalize();
        databases = Collections.unmodifiableSet(new TreeSet<>(databases));
    }

    /** The file's path relative to the home folder. */
    public Path shown(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(home) && !absolute.equals(home) ? home.relativize(absolute) : absolute;
    }
}
