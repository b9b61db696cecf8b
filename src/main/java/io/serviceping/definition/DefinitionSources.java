package io.serviceping.definition;

import io.serviceping.definition.sql.AllowedFunctions;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where definitions come from.
 *
 * @param home the folder that problems name files relative to
 * @param definitions the folder of the definition files, such as {@code HOME/config/metrics}
 * @param sqlFiles the folder of what {@code sql_file} names, such as {@code HOME/sql/metrics}; need not exist
 * @param databases the names configured under {@code service-ping.databases}
 * @param functions what SQL may call beside the functions that are known to have no effect
 */
public record DefinitionSources(
        Path home, Path definitions, Path sqlFiles, Set<String> databases, AllowedFunctions functions) {
    /** Sources whose SQL calls no function but those that are known to have no effect. */
    public DefinitionSources(Path home, Path definitions, Path sqlFiles, Set<String> databases) {
        this(home, definitions, sqlFiles, databases, AllowedFunctions.NONE);
    }

    public DefinitionSources {
        home = home.toAbsolutePath().normalize();
        definitions = definitions.toAbsolutePath().normalize();
        sqlFiles = sqlFiles.toAbsolutePath().normalize();
        databases = Collections.unmodifiableSet(new TreeSet<>(databases));
    }

    /** The file as the user would name it. */
    Path shown(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(home) && !absolute.equals(home) ? home.relativize(absolute) : absolute;
    }
}
