package io.serviceping.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.Definitions;
import io.serviceping.testing.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricDefinitionsTest {
    private static final Path RESOURCES = Path.of("src/test/resources/definitions");

    @TempDir
    private Path home;

    private DefinitionSources sources;

    @BeforeEach
    void sources() throws IOException {
        sources = sourcesOf(home);
        Files.createDirectories(sources.definitions());
        Files.createDirectories(sources.sqlFiles());
    }

    @Test
    void tellsEveryProblemOfEveryFileInOneReport() throws IOException {
        String expected = Files.readString(RESOURCES.resolve("bad/report.txt"));

        assertThat(report(sourcesOf(RESOURCES.resolve("bad")))).isEqualTo(expected);
    }

    @Test
    void loadsTheExampleOfTheDesign() throws Exception {
        write("issues.yml", """
                key_path: counts.issues
                description: Issues ever opened.
                product_group: planning              # who owns the metric
                value_type: number                   # number | string | boolean | object
                status: active                       # active | broken (repair_url required) | removed
                milestone: "1.0"                     # product version that introduced it
                data_category: operational
                time_frame: [all, 28d, 7d]           # or a single one
                database: main                       # a name under service-ping.databases; main when left out
                sql: select count(*) from issues     # or  sql_file: issues.sql  (under sql/metrics)
                timestamp_column: created_at         # required for 7d and 28d
                timestamp_unit: timestamp            # timestamp | date | epoch_seconds | epoch_millis
                """);

        KeyPath issues = new KeyPath("counts.issues");
        assertThat(Definitions.of(sources).all())
                .containsExactly(new MetricDefinition(
                        issues,
                        "Issues ever opened.",
                        "planning",
                        ValueType.NUMBER,
                        new Lifecycle.Active(),
                        "1.0",
                        DataCategory.OPERATIONAL,
                        List.of(
                                new Metric(issues, TimeFrame.ALL),
                                new Metric(new KeyPath("counts.issues_monthly"), TimeFrame.DAYS_28),
                                new Metric(new KeyPath("counts.issues_weekly"), TimeFrame.DAYS_7)),
                        "main",
                        Parsed.sql("select count(*) from issues"),
                        Optional.empty(),
                        Optional.of(new TimestampColumn("created_at", TimestampUnit.TIMESTAMP)),
                        false,
                        Path.of("config/metrics/issues.yml"),
                        1));
    }

    @Test
    void fillsInWhatALeanDefinitionLeavesOut() throws Exception {
        write("lean.yml", lean("counts.lean", "time_frame: all", "sql: select 1"));

        MetricDefinition definition = Definitions.of(sources).all().get(0);

        assertThat(definition.dataCategory()).isEqualTo(DataCategory.OPTIONAL);
        assertThat(definition.database()).isEqualTo("main");
        assertThat(definition.timestampColumn()).isEmpty();
    }

    @Test
    void keepsTheNameOfASingleTimeFrameAndExpandsAListOfOne() throws Exception {
        write("a.yml", lean("counts.scalar", "time_frame: 7d", "timestamp_column: t.at", "sql: select 1 from t"));
        write(
                "b.yml",
                lean(
                        "counts.list",
                        "time_frame: [7d]",
                        "timestamp_column: '\"At\"'",
                        "timestamp_unit: epoch_millis",
                        "sql: select 1 from t"));
        write("c.yml", lean("counts.fact", "time_frame: [none]", "sql: select version()"));

        assertThat(Definitions.of(sources).all())
                .flatExtracting(MetricDefinition::metrics)
                .containsExactly(
                        new Metric(new KeyPath("counts.fact"), TimeFrame.NONE),
                        new Metric(new KeyPath("counts.list_weekly"), TimeFrame.DAYS_7),
                        new Metric(new KeyPath("counts.scalar"), TimeFrame.DAYS_7));
    }

    @Test
    void loadsBrokenDefinitionsAndTombstonesByKeyPath() throws Exception {
        write(
                "z/b.yaml",
                lean("b.broken", "time_frame: all", "sql: select 1")
                        .replace("active", "broken\nrepair_url: https://example.org/issues/1"));
        write(
                "c.yml",
                lean("c.removed", "time_frame: [all, 7d]", "timestamp_column: at", "database: gone")
                        .replace("active", "removed\nmilestone_removed: \"2.0\""));
        write("a.yml", lean("a.active", "time_frame: none", "sql: select 1"));

        assertThat(Definitions.of(sources).all())
                .extracting(MetricDefinition::status)
                .containsExactly(
                        new Lifecycle.Active(),
                        new Lifecycle.Broken("https://example.org/issues/1"),
                        new Lifecycle.Removed("2.0"));
        assertThat(Definitions.of(sources).all().get(2).sql()).isEmpty();
    }

    @Test
    void readsTheSqlFromAFileBelowTheSqlFolder() throws Exception {
        Files.createDirectories(sources.sqlFiles().resolve("planning"));
        Files.writeString(sources.sqlFiles().resolve("planning/a.sql"), "-- all\nselect 1\nfrom t;\n");
        write("a.yml", lean("counts.a", "time_frame: all", "sql_file: planning/a.sql"));

        assertThat(Definitions.of(sources).all())
                .extracting(definition -> definition.select().text())
                .containsExactly("select 1\nfrom t");
    }

    @Test
    void refusesALinkThatLeadsOutOfTheSqlFolder() throws IOException {
        Files.writeString(home.resolve("secret.sql"), "select 1");
        Files.createSymbolicLink(sources.sqlFiles().resolve("a.sql"), home.resolve("secret.sql"));
        write("a.yml", lean("counts.a", "time_frame: all", "sql_file: a.sql"));

        assertThat(report(sources))
                .isEqualTo("config/metrics/a.yml:8: counts.a: sql_file: must lie below sql/metrics,"
                        + " but is a link to elsewhere: 'a.sql'\n");
    }

    @Test
    void takesYaml12AtItsWord() throws Exception {
        write(
                "a.yml",
                "\uFEFF%YAML 1.2\n---\n"
                        + lean("counts.a", "time_frame: all", "sql: |2-\n    select 1\n   from t")
                                .replace("Something.", "no")
                                .replace("planning", "on")
                                .replace("\n", "\r\n"));

        MetricDefinition definition = Definitions.of(sources).all().get(0);

        assertThat(definition.description()).isEqualTo("no");
        assertThat(definition.productGroup()).isEqualTo("on");
        assertThat(definition.select().text()).isEqualTo("select 1\n from t");
        assertThat(definition.line()).isEqualTo(3);
    }

    /** PostgreSQL reads {@code g.lo_creat} as {@code lo_creat(g)}. */
    @Test
    void refusesATimestampColumnThatCouldCallAFunction() throws IOException {
        write(
                "a.yml",
                lean(
                        "counts.a",
                        "time_frame: 7d",
                        "timestamp_column: g.lo_creat",
                        "sql: select count(*) from generate_series(-1, -1) g"));

        assertThat(report(sources))
                .startsWith(
                        "config/metrics/a.yml:8: counts.a: timestamp_column: can call, as a field of a value, lo_creat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at#at", "'@at'", "at@x", "s.nextval", "'at;'", "'at -- all'"})
    void refusesATimestampColumnThatIsNoneToADatabase(String column) throws IOException {
        write(
                "a.yml",
                lean("counts.a", "time_frame: 7d", "timestamp_column: " + column, "sql: select count(*) from t"));

        assertThat(report(sources)).startsWith("config/metrics/a.yml:8: counts.a: timestamp_column: must ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sql: >-\n  select 1 -- one\n  + count(*) from t",
                "sql: >\n  select count(*)\n  from t -- all",
                "sql: >-\n  -- all\n\n  select count(*) from t",
                "sql: select 1 -- one\n  + count(*) from t",
                "sql: 'select 1 -- one\n  + count(*) from t'",
                "sql: \"select 1 -- one\n  + count(*) from t\"",
            })
    void refusesACommentThatYamlMakesReachTheNextLine(String sql) throws IOException {
        write("a.yml", lean("counts.a", "time_frame: all", sql));

        assertThat(report(sources))
                .isEqualTo("config/metrics/a.yml:8: counts.a: sql: must not have a -- comment here: YAML joins these"
                        + " lines into one, so the comment would reach to the end; write sql: | above the lines, or /*"
                        + " around the comment */\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sql: |\n  select 1 -- one\n  + count(*) from t",
                "sql: select count(*) from t -- all\n\n# end",
                "sql: \"select 1 -- one\\n + count(*) from t\"",
                "sql: >-\n  select 1 /* one */\n  + count(*) from t",
                "sql: >-\n  select '-- one'\n  from t",
            })
    void takesACommentThatEndsWhereItsLineEnds(String sql) throws IOException {
        write("a.yml", lean("counts.a", "time_frame: all", sql));

        assertThat(report(sources)).isEmpty();
    }

    /** An editor may show a line's end there, behind which an author reads SQL. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0085", "\u2028", "\u2029", "\u000B", "\f"})
    void refusesALinesEndThatOnlyEditorsKnowInAComment(String lineEnd) throws IOException {
        String message = "must not have U+%04X in a -- comment: an editor may end the line there, a database does not"
                .formatted((int) lineEnd.charAt(0));
        Files.writeString(sources.sqlFiles().resolve("a.sql"), "select 1 -- one" + lineEnd + "+ count(*) from t\n");
        write("a.yml", lean("counts.a", "time_frame: all", "sql_file: a.sql"));
        String escaped = "\\u%04X".formatted((int) lineEnd.charAt(0));
        write("b.yml", lean("counts.b", "time_frame: all", "sql: \"select 1 -- one" + escaped + "+ 1 from t\""));

        assertThat(report(sources))
                .startsWith("config/metrics/b.yml:8: counts.b: sql: " + message)
                .contains("sql/metrics/a.sql:1: counts.a: sql: " + message);
    }

    @Test
    void namesADefaultDatabaseThatIsNotConfigured() throws IOException {
        write("a.yml", lean("counts.a", "time_frame: all", "sql: select 1"));

        assertThat(report(new DefinitionSources(home, sources.definitions(), sources.sqlFiles(), Set.of("app"))))
                .isEqualTo("config/metrics/a.yml:1: counts.a: database: must be one of those under"
                        + " service-ping.databases (app) but was 'main', the default\n");
    }

    @Test
    void saysWhereDefinitionsAreExpected() throws IOException {
        Path nowhere = home.resolve("nowhere");

        assertThat(report(sources))
                .isEqualTo("config/metrics:1: no *.yml or *.yaml file in it: each metric is one such file\n");
        assertThat(report(new DefinitionSources(home, nowhere, sources.sqlFiles(), Set.of("main"))))
                .isEqualTo("nowhere:1: no such folder: metric definitions are *.yml files below it\n");
    }

    @Test
    void passesOverHiddenFilesAndOtherKinds() throws Exception {
        write(".#a.yml", "not: yaml: at all");
        write("README.md", "# Metrics");
        write("a.yml", lean("counts.a", "time_frame: all", "sql: select 1"));

        assertThat(Definitions.of(sources).all()).hasSize(1);
    }

    /** As Kubernetes mounts them, whose hidden folder has the files once more. */
    @Test
    void followsLinksAndEntersNoHiddenFolder(@TempDir Path elsewhere) throws Exception {
        Path hidden = Files.createDirectories(elsewhere.resolve("..data"));
        Files.writeString(hidden.resolve("a.yml"), lean("counts.a", "time_frame: all", "sql: select 1"));
        Files.createSymbolicLink(elsewhere.resolve("a.yml"), hidden.resolve("a.yml"));
        Path link = Files.createSymbolicLink(home.resolve("metrics"), elsewhere);
        Files.createSymbolicLink(sources.definitions().resolve("more"), elsewhere);

        assertThat(Definitions.of(sources).all()).hasSize(1);
        assertThat(Definitions.of(new DefinitionSources(home, link, sources.sqlFiles(), Set.of("main")))
                        .all())
                .hasSize(1);
    }

    @Test
    void namesALinkThatLeadsToAFolderAboveIt() throws IOException {
        write("a.yml", lean("counts.a", "time_frame: all", "sql: select 1"));
        Files.createSymbolicLink(sources.definitions().resolve("again"), sources.definitions());

        assertThat(report(sources)).isEqualTo("config/metrics/again:1: is a link to a folder above it\n");
    }

    @Test
    void namesAFileOutsideHomeInFull(@TempDir Path elsewhere) throws IOException {
        Path file = Files.writeString(elsewhere.resolve("a.yml"), "- a\n");

        assertThat(report(new DefinitionSources(home, elsewhere, sources.sqlFiles(), Set.of("main"))))
                .isEqualTo(file + ":1: must be a mapping with one definition (key_path: …)\n");
    }

    @Test
    void survivesADefinitionThatIsNestedWithoutEnd() throws IOException {
        write("a.yml", "[".repeat(200_000));
        write("b.yml", "- a\n");

        assertThat(report(sources).lines()).hasSize(2);
    }

    @Test
    void reportsTheSameOnATurkishMachine() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            tellsEveryProblemOfEveryFileInOneReport();
        } finally {
            Locale.setDefault(before);
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = sources.definitions().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String lean(String keyPath, String... more) {
        return """
                key_path: %s
                description: Something.
                product_group: planning
                value_type: number
                status: active
                milestone: "1.0"
                %s
                """.formatted(keyPath, String.join("\n", more));
    }

    private static DefinitionSources sourcesOf(Path home) {
        return new DefinitionSources(
                home, home.resolve("config/metrics"), home.resolve("sql/metrics"), Set.of("main", "archive"));
    }

    private static String report(DefinitionSources sources) {
        try {
            Definitions.of(sources);
            return "";
        } catch (InvalidDefinitionsException e) {
            return e.problems().stream().map(problem -> problem + "\n").collect(Collectors.joining());
        }
    }
}
