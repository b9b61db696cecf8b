package io.serviceping.definition;

import io.serviceping.definition.file.FileFindings;
import io.serviceping.definition.file.TextFile;
import io.serviceping.definition.file.YamlDocument;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Finds and checks the SQL of a definition, which is in the definition file, in a separate SQL file, or follows from an event. */
final class SqlSource {
    private static final String NO_WINDOW =
            "cannot take the window of 7d or 28d, a condition that the planner adds to the outermost WHERE: must be one"
                    + " SELECT … FROM …; put a UNION, VALUES or a SELECT without FROM into a sub-select or a view";

    private static final String FOLDED =
            "must not have a -- comment here: YAML joins these lines into one, so the comment would reach to the end;"
                    + " write sql: | above the lines, or /* around the comment */";

    private final DefinitionSources sources;

    SqlSource(DefinitionSources sources) {
        this.sources = sources;
    }

    /** The checked SQL. Empty: there was a finding or a refusal, or a removed definition has no SQL. */
    Optional<MetricSelect> read(
            YamlDocument document, Optional<EventQuery> event, boolean windowed, FileFindings findings) {
        if (event.isPresent()) {
            return check(event.get().sql(), windowed, findings.file(), line -> document.lineOf("event"), findings);
        }
        if (document.has("sql")) {
            String sql = document.scalar("sql").orElse("");
            if (document.isFolded("sql") && MetricSelect.hasLineComment(sql)) {
                findings.add(document.lineOf("sql"), "sql: " + FOLDED);
                return Optional.empty();
            }
            return check(sql, windowed, findings.file(), line -> document.lineWithin("sql", line), findings);
        }
        Optional<Path> file = document.scalar("sql_file").flatMap(name -> locate(name, document, findings));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Path shown = sources.shown(file.get());
        return TextFile.read(file.get(), shown, findings)
                .flatMap(sql -> check(sql, windowed, shown, line -> line, findings));
    }

    private Optional<Path> locate(String name, YamlDocument document, FileFindings findings) {
        String message;
        try {
            Path file = sources.sqlFiles().resolve(name).normalize();
            if (!file.startsWith(sources.sqlFiles())) {
                message = "must lie below " + sources.shown(sources.sqlFiles());
            } else if (!Files.isRegularFile(file)) {
                message = "must be a file below " + sources.shown(sources.sqlFiles()) + ", but there is none";
            } else if (!file.toRealPath().startsWith(sources.sqlFiles().toRealPath())) {
                message = "must lie below " + sources.shown(sources.sqlFiles()) + ", but is a link to elsewhere";
            } else {
                return Optional.of(file);
            }
        } catch (InvalidPathException | IOException e) {
            message = "cannot be a file name here";
        }
        findings.add(document.lineOf("sql_file"), "sql_file: " + message + ": '" + name + "'");
        return Optional.empty();
    }

    /**
     * @param file the file with the SQL
     * @param line maps a line of the SQL to a line of the file
     */
    private Optional<MetricSelect> check(
            String sql, boolean windowed, Path file, IntUnaryOperator line, FileFindings findings) {
        try {
            MetricSelect select = MetricSelect.check(sql, sources.functions());
            if (windowed && !select.takesWindow()) {
                findings.add(file, line.applyAsInt(1), "sql: " + NO_WINDOW);
                return Optional.empty();
            }
            return Optional.of(select);
        } catch (InvalidSelectException e) {
            String message = "sql: " + e.getMessage();
            if (e.isTooLarge()) {
                findings.refuse(file, line.applyAsInt(e.line()), message);
            } else {
                findings.add(file, line.applyAsInt(e.line()), message);
            }
            return Optional.empty();
        }
    }
}
