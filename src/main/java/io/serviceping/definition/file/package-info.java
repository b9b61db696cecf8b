/**
 * Definition files: YAML mappings of one definition each, checked with a JSON Schema. Collects all problems, with their lines.
 *
 * <p>Doors: {@link DefinitionFormat}, {@link FileFindings}, {@link Problem}, {@link Suggestion}, {@link YamlDocument}.
 */
@NullMarked
package io.serviceping.definition.file;

import org.jspecify.annotations.NullMarked;
