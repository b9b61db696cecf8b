package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Interruption;
import io.serviceping.cli.console.Screen;
import io.serviceping.testing.SourceFiles;
import io.serviceping.time.TimeSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
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
    private static final Pattern COMMAND =
            Pattern.compile("(?:\\$ |sudo -u \\S+ )?(?:(?:\\S*/)?service-ping|java -jar \\S+) +(.+)");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern DEPENDENCY = Pattern.compile("`([\\w.-]+:[\\w.-]+)`");

    /** Options of several commands, which the reference explains at its beginning. */
    private static final Set<String> SHARED_OPTIONS =
            Set.of("--help", "--home", "--json", "--period", "--quiet", "--verbose");

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
        String begin = reference.substring(0, reference.indexOf("\n## "));

        assertThat(SHARED_OPTIONS).allSatisfy(option -> assertThat(begin).contains("`" + option));
        ServicePing.commandLine(nobody()).getSubcommands().forEach((name, command) -> {
            int start = reference.indexOf("\n## " + name + "\n");
            assertThat(start).as("section %s", name).isPositive();
            int end = reference.indexOf("\n## ", start + 1);
            String section = reference.substring(start, end < 0 ? reference.length() : end);
            command.getCommandSpec().options().stream()
                    .map(option -> option.longestName())
                    .filter(option -> !SHARED_OPTIONS.contains(option) && !option.equals("--version"))
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
    void theReadmeNamesEachDecisionByItsTitle() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Path decision : SourceFiles.in(Path.of("docs/adr"), ".md")) {
            String title = Files.readAllLines(decision).get(0).substring("# ".length());
            assertThat(readme).contains("- [" + title + "](" + decision + ")");
        }
    }

    @Test
    void theDependenciesAreThoseOfThePom() throws Exception {
        Set<String> documented = matches(DEPENDENCY, Files.readString(Path.of("docs/dependencies.md"))).stream()
                .map(dependency -> dependency.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(dependenciesOfThePom());
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

    static CliContext nobody() {
        Screen nowhere = Screen.plain(new PrintWriter(new StringWriter()));
        return new CliContext(
                nowhere,
                nowhere,
                Map.of(),
                List.of(),
                TimeSource.of(InstantSource.fixed(Instant.EPOCH)),
                new Interruption());
    }
}
