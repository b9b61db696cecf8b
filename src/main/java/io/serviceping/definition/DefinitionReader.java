package io.serviceping.definition;

import io.serviceping.definition.file.DefinitionFormat;
import io.serviceping.definition.file.FileFindings;
import io.serviceping.definition.file.Problem;
import io.serviceping.definition.file.Suggestion;
import io.serviceping.definition.file.YamlDocument;
import io.serviceping.definition.sql.MetricSelect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads one definition file and makes the checks that need no other file. */
final class DefinitionReader {
    private final DefinitionSources sources;
    private final EventQueries events;
    private final DefinitionFormat format = new DefinitionFormat("metric-definition.schema.json", "key_path");
    private final SqlSource sqlSource;
    private final Map<String, Boolean> plainColumns = new HashMap<>();

    DefinitionReader(DefinitionSources sources, EventQueries events) {
        this.sources = sources;
        this.events = events;
        this.sqlSource = new SqlSource(sources);
    }

    /**
     * @param claim the key paths of the definition; present even if the definition has other problems
     * @param definition empty if there are problems
     * @param refusal why this definition alone is not queried
     * @param eventDatabase where the definition counts events, if it does
     */
    record Reading(
            Optional<KeyPathClaim> claim,
            Optional<MetricDefinition> definition,
            List<Problem> problems,
            Optional<Problem> refusal,
            Optional<String> eventDatabase) {}

    Reading read(Path path) {
        Path shown = sources.shown(path);
        FileFindings findings = new FileFindings(shown);
        Optional<YamlDocument> document = format.read(path, findings);
        if (document.isEmpty()) {
            return new Reading(
                    Optional.empty(), Optional.empty(), findings.problems(), Optional.empty(), Optional.empty());
        }
        return new OneFile(document.get(), shown, findings).read();
    }

    private final class OneFile {
        private final YamlDocument document;
        private final Path shown;
        private final FileFindings findings;
        private Optional<EventQuery> event = Optional.empty();

        OneFile(YamlDocument document, Path shown, FileFindings findings) {
            this.document = document;
            this.shown = shown;
            this.findings = findings;
        }

        Reading read() {
            Optional<KeyPathClaim> claim = claim();
            checkDatabase();
            checkTimestampColumn();
            event = isCountedOfEvents() ? events.query(document, timeFrames(), findings) : Optional.empty();
            Optional<MetricSelect> sql = document.isFaulty("sql") || document.isFaulty("sql_file")
                    ? Optional.empty()
                    : sqlSource.read(document, event, hasWindow(), findings);
            sql.ifPresent(this::checkTimestampColumn);
            Optional<MetricDefinition> definition = findings.isEmpty() && isCountedOfEvents() == event.isPresent()
                    ? claim.map(known -> definition(known, sql))
                    : Optional.empty();
            return new Reading(
                    claim,
                    definition,
                    findings.problems(),
                    findings.refusal(),
                    definition.filter(one -> event.isPresent()).map(MetricDefinition::database));
        }

        private Optional<KeyPathClaim> claim() {
            if (document.isFaulty("key_path") || document.isFaulty("time_frame")) {
                return Optional.empty();
            }
            KeyPath keyPath = new KeyPath(document.text("key_path", ""));
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
            return !document.isFaulty("time_frame") && timeFrames().stream().anyMatch(TimeFrame::isWindow);
        }

        /** A removed definition may name an event that is not defined any more. */
        private boolean isCountedOfEvents() {
            return document.has("event")
                    && !isRemoved()
                    && !document.isFaulty("event")
                    && !document.isFaulty("time_frame");
        }

        /** A removed definition may name a database that is no longer configured. */
        private void checkDatabase() {
            String database = document.text("database", "main");
            if (!document.isFaulty("database")
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
            String column = document.text("timestamp_column", "");
            if (!column.isEmpty()
                    && !document.isFaulty("timestamp_column")
                    && !plainColumns.computeIfAbsent(
                            ColumnReference.quoted(column.strip()), ColumnReference::isPlain)) {
                findings.add(
                        document.lineOf("timestamp_column"),
                        "timestamp_column: must be a plain column such as created_at, issues.created_at or"
                                + " \"Created At\", not an expression, but was '" + column + "'");
            }
        }

        /** In the SQL, what looks like a column can be a function. */
        private void checkTimestampColumn(MetricSelect sql) {
            if (document.has("timestamp_column") && findings.isEmpty()) {
                String column = ColumnReference.quoted(
                        document.text("timestamp_column", "").strip());
                sql.refusal(column, sources.functions())
                        .ifPresent(message ->
                                findings.add(document.lineOf("timestamp_column"), "timestamp_column: " + message));
            }
        }

        private MetricDefinition definition(KeyPathClaim claim, Optional<MetricSelect> sql) {
            return new MetricDefinition(
                    claim.keyPath(),
                    document.text("description", "").strip(),
                    document.text("product_group", ""),
                    word(ValueType.class, "value_type", "number"),
                    status(),
                    document.text("milestone", ""),
                    word(DataCategory.class, "data_category", DataCategory.OPTIONAL.text()),
                    claim.metrics(),
                    document.text("database", "main"),
                    sql,
                    event,
                    timestampColumn(),
                    document.content().path("append_only").asBoolean(false),
                    shown,
                    claim.line());
        }

        private boolean isRemoved() {
            return document.text("status", "").equals("removed");
        }

        private Lifecycle status() {
            return switch (document.text("status", "")) {
                case "broken" -> new Lifecycle.Broken(document.text("repair_url", ""));
                case "removed" -> new Lifecycle.Removed(document.text("milestone_removed", ""));
                default ->
                    event.flatMap(EventQuery::expired)
                            .<Lifecycle>map(Lifecycle.Expired::new)
                            .or(() -> findings.refusal().map(Lifecycle.Refused::new))
                            .orElseGet(Lifecycle.Active::new);
            };
        }

        private Optional<TimestampColumn> timestampColumn() {
            return document.has("timestamp_column")
                    ? Optional.of(new TimestampColumn(
                            ColumnReference.quoted(
                                    document.text("timestamp_column", "").strip()),
                            word(TimestampUnit.class, "timestamp_unit", TimestampUnit.TIMESTAMP.text())))
                    : event.filter(query -> hasWindow()).map(EventQuery::timestamp);
        }

        private <E extends Enum<E>> E word(Class<E> type, String key, String otherwise) {
            return Enum.valueOf(type, document.text(key, otherwise).toUpperCase(Locale.ROOT));
        }
    }
}
