package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.testing.SourceFiles;
import io.serviceping.time.TimeSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The files, commands, exit codes and dependencies that the documents name exist as described. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?\\n(.*?)^ *```");
    private static final Pattern CODE = Pattern.compile("(?<!`)`([^`\\n]+)`(?!`)");
    private static final Pattern COMMAND = Pattern.compile("(?:\\$ )?(?:service-ping|java -jar \\S+) +(.+)");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern DEPENDENCY_ROW = Pattern.compile("(?m)^\\| `([^`:]+:[^`]+)` \\|");

    static Stream<Path> documents() {
        return SourceFiles.documents();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFilesAndHeadingsThatExist(Path document) throws IOException {
        for (MatchResult link : matches(LINK, Files.readString(document))) {
            Path target = link.group(1).isEmpty()
                    ? document
                    : Path.of("")
                            .resolve(document)
                            .resolveSibling(link.group(1))
                            .normalize();
            assertThat(target).as("link %s in %s", link.group(), document).exists();
            if (link.group(2) != null) {
                assertThat(headings(target))
                        .as("link %s in %s", link.group(), document)
                        .contains(link.group(2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsAreUnderstood(Path document) throws IOException {
        for (String command : commands(Files.readString(document))) {
            List<String> words = matches(WORD, command).stream()
                    .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                    .filter(word -> !word.startsWith("--service-ping."))
                    .toList();
            assertThatCode(() -> ServicePing.commandLine(nobody()).parseArgs(words.toArray(String[]::new)))
                    .as("%s: %s", document, command)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theReferenceHasASectionAndTheOptionsOfEveryCommand() throws IOException {
        String reference = Files.readString(Path.of("docs/reference/commands.md"));

        ServicePing.commandLine(nobody()).getSubcommands().forEach((name, command) -> {
            int start = reference.indexOf("\n## " + name + "\n");
            assertThat(start).as("section %s", name).isPositive();
            int end = reference.indexOf("\n## ", start + 1);
            String section = reference.substring(start, end < 0 ? reference.length() : end);
            command.getCommandSpec().options().stream()
                    .map(option -> option.longestName())
                    .filter(option -> !Set.of("--home", "--verbose", "--help", "--version")
                            .contains(option))
                    .forEach(option -> assertThat(section).contains("`" + option));
        });
    }

    @ParameterizedTest
    @EnumSource(ExitCode.class)
    void everyExitCodeStandsInTheReference(ExitCode code) throws IOException {
        assertThat(Files.readString(Path.of("docs/reference/exit-codes.md")))
                .contains("\n| " + code.number() + " | `" + code.name() + "` |");
    }

    @Test
    void theDependenciesAreThoseOfThePom() throws Exception {
        Set<String> documented = matches(DEPENDENCY_ROW, Files.readString(Path.of("docs/dependencies.md"))).stream()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(dependenciesOfThePom());
    }

    @Test
    void theCronScriptIsPosixShell() throws Exception {
        assertThat(shell(Map.of(), "-n", "cron/service-ping-cron")).isEqualTo(new Shell(0, ""));
    }

    @Test
    void theCronScriptSaysNothingWhenAllIsWell(@TempDir Path home) throws Exception {
        assertThat(cron(home, 0)).isEqualTo(new Shell(0, ""));
    }

    @Test
    void theCronScriptPrintsWhatWentWrong(@TempDir Path home) throws Exception {
        Shell shell = cron(home, 78);

        assertThat(shell.exitCode()).isEqualTo(78);
        assertThat(shell.output()).contains("told on standard output", "told on standard error", "exit code 78");
    }

    @Test
    void theCronScriptTellsOfAnUnreachableEndpointOnlyWhenItLasts(@TempDir Path home) throws Exception {
        assertThat(cron(home, 69)).isEqualTo(new Shell(0, ""));
        assertThat(cron(home, 75)).isEqualTo(new Shell(0, ""));

        assertThat(cron(home, 69).exitCode()).isEqualTo(69);
        assertThat(cron(home, 69).output()).contains("run number 4 in a row");
        assertThat(cron(home, 0)).isEqualTo(new Shell(0, ""));
        assertThat(cron(home, 69)).isEqualTo(new Shell(0, ""));
    }

    @Test
    void theCronScriptGivesTheProgramALocaleThatKnowsAllLetters(@TempDir Path home) throws Exception {
        assertThat(cron(home, 78).output()).contains("locale C.UTF-8");
        assertThat(cron(home, 78, Map.of("LANG", "C")).output()).contains("locale C.UTF-8");
        assertThat(cron(home, 78, Map.of("LANG", "de_DE.UTF-8")).output()).contains("locale unset");
    }

    private record Shell(int exitCode, String output) {}

    private static Shell cron(Path home, int exitCode) throws IOException, InterruptedException {
        return cron(home, exitCode, Map.of());
    }

    private static Shell cron(Path home, int exitCode, Map<String, String> locale)
            throws IOException, InterruptedException {
        Path java = home.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.createDirectories(home.resolve("state"));
        Files.writeString(
                java,
                "#!/bin/sh\necho told on standard output\necho told on standard error >&2\n"
                        + "echo locale ${LC_ALL:-unset}\nexit " + exitCode + "\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = new HashMap<>(locale);
        environment.put("PATH", java.getParent() + ":/usr/bin:/bin");
        environment.put("SERVICE_PING_HOME", home.toString());
        environment.put("PING_SPREAD", "0");
        return shell(environment, "cron/service-ping-cron");
    }

    /** Runs sh with only these environment variables, as cron does. */
    private static Shell shell(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Shell(process.exitValue(), output);
    }

    /** Every command line in a code block or code span, without its comment and without the commands it is piped into. */
    private static List<String> commands(String document) {
        Stream<String> lines = matches(BLOCK, document).stream()
                .flatMap(block -> block.group(1).lines());
        Stream<String> spans =
                matches(CODE, BLOCK.matcher(document).replaceAll("")).stream().map(span -> span.group(1));
        return Stream.concat(lines.map(String::strip), spans)
                .map(COMMAND::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1).replaceFirst("\\s[|>#].*", ""))
                .filter(command -> !command.isBlank())
                .toList();
    }

    /** The anchors that GitHub makes from a document's headings. */
    private static List<String> headings(Path document) throws IOException {
        return matches(HEADING, Files.readString(document)).stream()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static Set<String> dependenciesOfThePom() throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile())
                .getDocumentElement();
        return Stream.of("parent", "dependency", "plugin", "path")
                .flatMap(tag -> elements(project.getElementsByTagName(tag)))
                .filter(element -> !child(element, "artifactId").isEmpty())
                .map(element -> child(element, "groupId") + ":" + child(element, "artifactId"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String child(Element element, String tag) {
        return elements(element.getChildNodes())
                .filter(child -> child.getTagName().equals(tag))
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast);
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static CliContext nobody() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return new CliContext(
                nowhere, nowhere, Map.of(), List.of(), TimeSource.of(InstantSource.fixed(Instant.EPOCH)), false);
    }
}
