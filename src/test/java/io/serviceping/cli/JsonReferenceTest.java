package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code docs/reference/json.md} has the keys that the commands print. */
class JsonReferenceTest {
    private static final Path REFERENCE = Path.of("docs/reference/json.md");
    private static final Pattern LISTED = Pattern.compile("(?m)^- (`[^:]+`):");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation() {
        return Installation.on(TestDatabase.H2, folder).withUsualMetrics().sendingTo(endpoint);
    }

    private static JsonNode json(CommandResult result) {
        assertThat(result.out()).as(result.err()).startsWith("{").endsWith("}\n");
        return result.json();
    }

    private static String section(String heading) throws IOException {
        String text = Files.readString(REFERENCE);
        int begin = text.indexOf("\n## " + heading + "\n");
        assertThat(begin).as(heading).isPositive();
        int end = text.indexOf("\n## ", begin + 1);
        return text.substring(begin, end < 0 ? text.length() : end);
    }

    private static Set<String> codes(Pattern places, String text) {
        return places.matcher(text)
                .results()
                .flatMap(place -> CODE.matcher(place.group()).results())
                .map(code -> code.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void collect(JsonNode node, Set<String> keys) {
        node.properties().forEach(property -> {
            keys.add(property.getKey());
            if (!property.getKey().equals("step_seconds")) {
                collect(property.getValue(), keys);
            }
        });
        node.values().forEach(element -> collect(element, keys));
    }

    /** All keys are in the section, or are a ping's; what it lists is there. */
    private static void areAsDocumented(String heading, JsonNode document) throws IOException {
        Set<String> keys = new TreeSet<>();
        collect(document, keys);
        assertThat(codes(CODE, section(heading) + section("A ping")))
                .as(heading)
                .containsAll(keys);
        assertThat(keys).as(heading).containsAll(codes(LISTED, section(heading)));
    }

    @Test
    void hasWhatIsListedAboutTheOutbox() throws IOException {
        Installation installation = installation();
        endpoint.answers(400);
        installation.run("run");
        areAsDocumented("status", json(installation.run("status", "--json")));
        areAsDocumented("runs", json(installation.run("runs", "--json")));
        JsonNode back = json(installation.run("redrive", "--json"));
        areAsDocumented("submit, redrive, release, export", back);
        assertThat(back.at("/pings/0/state").stringValue()).isEqualTo("waiting");
        areAsDocumented(
                "submit, redrive, release, export",
                json(installation.run(
                        "export",
                        "--json",
                        "--output",
                        folder.resolve("pings.zip").toString())));
        CommandResult refused = installation.run("submit", "--json");
        assertThat(refused.exitCode()).isEqualTo(69);
        assertThat(json(refused).at("/pings/0/state").stringValue()).isEqualTo("quarantined");
        areAsDocumented("new-instance", json(installation.run("new-instance", "--yes", "--json")));
        assertThat(json(installation.run("submit", "--json")).at("/pings")).isEmpty();
    }

    @Test
    void hasWhatIsListedAboutReceipts() throws IOException {
        Installation installation = installation();
        installation.run("run");
        installation.write("receipts.json", "{}");

        CommandResult result = installation.run(
                "import-receipt",
                "--json",
                installation.home().resolve("receipts.json").toString());

        assertThat(result.exitCode()).isEqualTo(64);
        areAsDocumented("import-receipt", json(result));
    }

    @Test
    void hasWhatIsListedAboutDefinitions() throws IOException {
        Installation installation = installation().metric("issues.gone", "delete from issues");
        CommandResult wrong = installation.run("validate", "--json");
        assertThat(wrong.exitCode()).isEqualTo(78);
        areAsDocumented("validate", json(wrong));
        assertThat(json(wrong).at("/problems/0").stringValue()).startsWith("config/metrics/");
        assertThat(json(wrong).get("valid").booleanValue()).isFalse();

        installation.metric("issues.gone", "select count(*) from issues");
        JsonNode right = json(installation.run("validate", "--database", "--json"));
        assertThat(right.get("valid").booleanValue()).isTrue();
        assertThat(right.get("planned").booleanValue()).isTrue();
        assertThat(right.get("metrics").longValue()).isEqualTo(7);
    }

    @Test
    void hasWhatIsListedAboutAPlan() throws IOException {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, TestDatabase.H2, folder)
                .withUsualMetrics()
                .metric("issues.alone", "select now()::date - max(created_at)::date from issues")
                .metric("issues.excluded", "select count(*) from issues")
                .set("exclude", "[issues.excluded]");

        JsonNode plan = json(installation.run("plan", "--cost", "--json"));

        areAsDocumented("plan", plan);
        assertThat(plan.at("/scans")).hasSizeGreaterThan(1);
        assertThat(plan.at("/left_out/0/key_path").stringValue()).isEqualTo("issues.excluded");
        assertThat(plan.at("/scans/0/statements/0/cost").doubleValue()).isPositive();
        assertThat(List.of(plan.at("/scans/0/shared").booleanValue())).containsExactly(true);
        areAsDocumented("plan", json(installation.run("plan", "--json")));
    }

    @Test
    void hasWhatIsListedAboutTheSetup() throws IOException {
        Installation installation = installation();
        areAsDocumented("config", json(installation.run("config", "--json")));
        areAsDocumented("doctor", json(installation.run("doctor", "--json")));
    }
}
