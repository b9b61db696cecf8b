package io.serviceping.definition;

import io.serviceping.definition.sql.MetricSelect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads one definition file and makes the checks that need no other file. */
final class DefinitionReader {
    private final DefinitionSources sources;
    private final DefinitionSchema schema = new DefinitionSchema();
    private final SqlSource sqlSource;
    private final Map<String, Boolean> plainColumns = new HashMap<>();

    DefinitionReader(DefinitionSources sources) {
        this.sources = sources;
        this.sqlSource = new SqlSource(sources);
    }

    /**
     * @param claim the key paths of the definition; present even if the definition has other problems
     * @param definition empty if there are problems
     * @param refusal why this definition alone is not queried
     */
    record Reading(
            Optional<KeyPathClaim> claim,
            Optional<MetricDefinition> definition,
            List<Problem> problems,
            Optional<Problem> refusal) {}

    Reading read(Path path) {
        Path shown = sources.shown(path);
        FileFindings findings = new FileFindings(shown);
        Optional<YamlDocument> document =
                TextFile.read(path, shown, findings).flatMap(text -> YamlReader.read(text, findings));
        if (document.isEmpty()) {
            return new Reading(Optional.empty(), Optional.empty(), findings.problems(), Optional.empty());
        }
        return new OneFile(document.get(), shown, findings).read();
    }

    private final class OneFile {
        private final YamlDocument document;
        private final Path shown;
        private final FileFindings findings;
        private final Set<String> faulty;

        OneFile(YamlDocument document, Path shown, FileFindings findings) {
            this.document = document;
            this.shown = shown;
            this.findings = findings;
            this.faulty = schema.check(document, findings);
        }

        Reading read() {
            Optional<KeyPathClaim> claim = claim();
            checkDatabase();
            checkTimestampColumn();
            Optional<MetricSelect> sql = faulty.contains("sql") || faulty.contains("sql_file")
                    ? Optional.empty()
                    : sqlSource.read(document, hasWindow(), findings);
            Optional<MetricDefinition> definition =
                    findings.isEmpty() ? claim.map(known -> definition(known, sql)) : Optional.empty();
            return new Reading(claim, definition, findings.problems(), findings.refusal());
        }

        private Optional<KeyPathClaim> claim() {
            if (faulty.contains("key_path") || faulty.contains("time_frame")) {
                return Optional.empty();
            }
            KeyPath keyPath = new KeyPath(text("key_path", ""));
            try {
                return Optional.of(
                        new KeyPathClaim(keyPath, metrics(keyPath), isRemoved(), shown, document.lineOf("key_path")));
            } catch (IllegalArgumentException e) {
                findings.add(document.lineOf("key_path"), "key_path: is too long with _monthly or _weekly added");
                return Optional.empty();
            }
        }

        private List<Metric> metrics(KeyPath keyPath) {
            boolean list = document.content().path("time_frame").isArray();
            return timeFrames().stream()
                    .map(frame -> new Metric(list ? keyPath.withSuffix(frame.suffix()) : keyPath, frame))
                    .toList();
        }

        private List<TimeFrame> timeFrames() {
            JsonNode node = document.content().path("time_frame");
            List<TimeFrame> frames = new ArrayList<>();
            (node.isArray() ? node.values() : List.of(node))
                    .forEach(frame -> TimeFrame.of(frame.asString()).ifPresent(frames::add));
            return frames;
        }

        private boolean hasWindow() {
            return !faulty.contains("time_frame") && timeFrames().stream().anyMatch(TimeFrame::isWindow);
        }

        /** A removed definition may name a database that is no longer configured. */
        private void checkDatabase() {
            String database = text("database", "main");
            if (!faulty.contains("database")
                    && !isRemoved()
                    && !sources.databases().contains(database)) {
                findings.add(
                        document.lineOf("database"),
                        "database: must be one of those under service-ping.databases ("
                                + String.join(", ", sources.databases()) + ") but was '" + database + "'"
                                + (document.has("database") ? "" : ", the default")
                                + Suggestion.question(database, sources.databases()));
            }
        }

        private void checkTimestampColumn() {
            String column = text("timestamp_column", "");
            if (!column.isEmpty()
                    && !faulty.contains("timestamp_column")
                    && !plainColumns.computeIfAbsent(column, ColumnReference::isPlain)) {
                findings.add(
                        document.lineOf("timestamp_column"),
                        "timestamp_column: must be a plain column such as created_at, issues.created_at or"
                                + " \"Created At\", not an expression, but was '" + column + "'");
            }
        }

        private MetricDefinition definition(KeyPathClaim claim, Optional<MetricSelect> sql) {
            return new MetricDefinition(
                    claim.keyPath(),
                    text("description", "").strip(),
                    text("product_group", ""),
                    word(ValueType.class, "value_type", "number"),
                    status(),
                    text("milestone", ""),
                    word(DataCategory.class, "data_category", DataCategory.OPTIONAL.text()),
                    claim.metrics(),
                    text("database", "main"),
                    sql,
                    timestampColumn(),
                    document.content().path("append_only").asBoolean(false),
                    shown,
                    claim.line());
        }

        private boolean isRemoved() {
            return text("status", "").equals("removed");
        }

        private Lifecycle status() {
            return switch (text("status", "")) {
                case "broken" -> new Lifecycle.Broken(text("repair_url", ""));
                case "removed" -> new Lifecycle.Removed(text("milestone_removed", ""));
                default ->
                    findings.refusal().<Lifecycle>map(Lifecycle.Refused::new).orElseGet(Lifecycle.Active::new);
            };
        }

        private Optional<TimestampColumn> timestampColumn() {
            return document.has("timestamp_column")
                    ? Optional.of(new TimestampColumn(
                            text("timestamp_column", "").strip(),
                            word(TimestampUnit.class, "timestamp_unit", TimestampUnit.TIMESTAMP.text())))
                    : Optional.empty();
        }

        private String text(String key, String otherwise) {
            JsonNode value = document.content().path(key);
            return value.isString() ? value.stringValue() : otherwise;
        }

        private <E extends Enum<E>> E word(Class<E> type, String key, String otherwise) {
            return Enum.valueOf(type, text(key, otherwise).toUpperCase(Locale.ROOT));
        }
    }
}
