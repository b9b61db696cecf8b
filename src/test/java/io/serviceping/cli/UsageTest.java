package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.cli.console.Terminal;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class UsageTest {
    @TempDir
    Path folder;

    private Installation installation;

    @BeforeEach
    void build() {
        installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "bogus|Unmatched argument at index 2: 'bogus'",
                "rum|Did you mean: service-ping run",
                "run extra|Unmatched argument",
                "run --periods 3|Possible solutions: --period",
                "run --period|Missing required parameter for option '--period' (WEEK)",
                "run --period 46|period must be an ISO week like 2026-W46 but was '46'",
                "run --period 2026-W54|period must be a week that exists but was '2026-W54'",
                "run --period 2026-W47|The period 2026-W47 has not ended yet; the last complete one is 2026-W46.",
                "preview --period 2027-W01|The period 2027-W01 has not ended yet",
                "run --reason why|expected one of [scheduled, manual]",
                "--no-submit|Unknown option: '--no-submit'",
                "collector --port 70000|--port must be from 0 to 65535 but was 70000.",
                "collector --port x|Invalid value for option '--port'",
                "check-endpoint|Missing required parameter: 'URL'",
                "check-endpoint http://pings.example.com/|The URL must be https: plain http goes to localhost,",
                "collector --signature-tolerance x|'x' is not a time such as 2d, 36h or 10s",
                "collector --signature-tolerance 1h|--signature-tolerance has an effect only with --signing-key-file.",
                "collector --username me|--username has an effect only with --url.",
                "collector --data x --url jdbc:postgresql://x/x|--data has no effect with --url.",
                "export --output x.zip --ping-id foo|'foo' is not an id such as 5b8b921d-2d69-8c7a-8c24-2fbe4ffda87a",
                "status --late 2d|--late has an effect only with --check.",
                "status --waiting 2 --json|--waiting has an effect only with --check.",
                "status --check --json|--json has no effect with --check.",
                "preview --output /|--output must name a file in a folder that exists but was '/'.",
                "preview --output nowhere/x|--output must name a file in a folder that exists but was 'nowhere/x'.",
                "export --output /|--output must name a file in a folder that exists but was '/'.",
                "demo --scale 0|--scale must be from 1 to 1000 but was 0."
            })
    void endsWithSixtyFourAndSaysWhatIsWrong(String command, String message) {
        CommandResult result =
                installation.set("endpoint.url", "http://127.0.0.1:9/pings").run(command.split(" "));

        assertThat(result.exitCode()).isEqualTo(64);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(message);
        assertThat(installation.home().resolve("state")).doesNotExist();
    }

    /** Files and texts take any value. */
    static Stream<Arguments> options() {
        return ServicePing.commandLine(DocumentsTest.nobody()).getSubcommands().entrySet().stream()
                .flatMap(command -> command.getValue().getCommandSpec().args().stream()
                        .filter(arg -> arg instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp())
                        .map(OptionSpec.class::cast)
                        .filter(option -> !Set.of(String.class, Path.class).contains(valueType(option)))
                        .map(option -> Arguments.of(command.getKey(), option.longestName())));
    }

    private static Class<?> valueType(OptionSpec option) {
        return option.typeInfo().isOptional() || option.typeInfo().isCollection()
                ? option.typeInfo().getAuxiliaryTypes()[0]
                : option.type();
    }

    @ParameterizedTest
    @MethodSource("options")
    void namesNoClassForASenselessValue(String command, String option) {
        CommandResult result = installation.run(command, option + "=?senseless?");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(64);
        assertThat(result.err())
                .contains(option, "?senseless?")
                .doesNotContainPattern("java\\.|Exception|io\\.serviceping|org\\.");
    }

    @Test
    void refusesAHomeThatIsNoFolder() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        for (CommandResult result : List.of(
                installation.runAsTyped("--home", "", "status"),
                installation.runAsTyped("status", "--home="),
                installation.runAsTyped("opt-out", "--home", " "))) {
            assertThat(result.exitCode()).isEqualTo(64);
            assertThat(result.err()).startsWith("--home must name a folder but is empty.\n");
        }
        for (CommandResult result : List.of(
                installation.runAsTyped("--home", file.toString(), "status"),
                installation.environment("SERVICE_PING_HOME", file.toString()).runAsTyped("opt-out"))) {
            assertThat(result.exitCode()).isEqualTo(64);
            assertThat(result.err()).startsWith("The home must be a folder but is a file: " + file + ".\n");
        }
    }

    @Test
    void asksForACommand() {
        CommandResult result = installation.run();

        assertThat(result.exitCode()).isEqualTo(64);
        assertThat(result.err()).contains("A command is missing.").contains("Try 'service-ping --help'.");
    }

    @Test
    void listsEveryCommandAndExitCodeInItsHelp() {
        CommandResult result = installation.run("--help");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("  run ", "  preview ", "  validate ", "  plan ", "  status ", "  submit ")
                .contains("  opt-out ", "  opt-in ", "  collector ", "  check-endpoint ", "  demo ")
                .contains("Exit codes: 0 done, 4 incomplete, 64 usage, 69 not delivered, 70 defect,\n75 try later,");
    }

    @Test
    void takesHelpForACommandToo() {
        assertThat(installation.run("help").out())
                .isEqualTo(installation.run("--help").out());
        assertThat(installation.run("help", "run").out())
                .isEqualTo(installation.run("run", "--help").out());
        assertThat(installation.run("help", "nothing").out())
                .isEqualTo(installation.run("nothing", "--help").out());
    }

    @Test
    void printsHelpThatFitsTheTerminalInAscii() {
        for (String command : List.of(
                "",
                "run",
                "preview",
                "validate",
                "plan",
                "status",
                "runs",
                "submit",
                "redrive",
                "new-instance",
                "export",
                "import-receipt",
                "opt-out",
                "opt-in",
                "collector",
                "check-endpoint",
                "demo")) {
            String[] typed = (command + " --help").strip().split(" ");
            assertThat(installation.onTerminal(columns(80)).run(typed).outLines())
                    .allMatch(line -> line.length() <= 80 && line.chars().allMatch(sign -> sign < 0x7f), command);
            assertThat(installation.onTerminal(columns(60)).run(typed).outLines())
                    .allMatch(line -> line.length() <= 60, command);
            assertThat(examples(installation.onTerminal(columns(200)).run(typed)))
                    .as("no example is broken")
                    .isEqualTo(examples(installation.onTerminal(columns(80)).run(typed)));
        }
    }

    private static List<String> examples(CommandResult help) {
        return help.outLines().stream()
                .dropWhile(line -> !line.startsWith("Example"))
                .toList();
    }

    private static Terminal columns(int width) {
        return new Terminal(true, true, width, Optional.of(false), false);
    }

    @Test
    void coloursHelpOnATerminalOnly() {
        assertThat(installation.run("run", "--help").out()).doesNotContain("\u001b");
        assertThat(installation
                        .onTerminal(new Terminal(true, true, 80, Optional.empty(), false))
                        .run("run", "--help")
                        .out())
                .contains("\u001b[");
    }

    @Test
    void coloursNothingThatTheUserTyped() {
        CommandResult result = installation
                .onTerminal(new Terminal(true, true, 80, Optional.of(true), false))
                .run("stats\u001b[2J");

        assertThat(result.err()).contains("stats\\u001b[2J").doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "preview",
                "validate",
                "plan",
                "status",
                "submit",
                "opt-out",
                "opt-in",
                "collector",
                "check-endpoint",
                "demo"
            })
    void explainsEachCommandWithAnExample(String command) {
        CommandResult result = installation.run(command, "--help");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("Usage: service-ping " + command + " ")
                .containsPattern("Examples?:\n  service-ping .*" + command)
                .contains("--home=DIR");
        assertThat(installation.home().resolve("state")).doesNotExist();
    }

    @Test
    void printsItsVersion() {
        CommandResult result = installation.run("--version");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("service-ping ");
    }

    @Test
    void takesTheHomeFolderBeforeOrBehindTheCommandOrFromTheEnvironment() {
        String home = installation.home().toString();

        assertThat(validated("--home", home, "validate")).isEqualTo("Valid: 6 metrics.\n");
        assertThat(validated("validate", "--home", home)).isEqualTo("Valid: 6 metrics.\n");
        assertThat(validated("validate", "--home=" + home)).isEqualTo("Valid: 6 metrics.\n");
        installation.environment("SERVICE_PING_HOME", home);
        assertThat(validated("validate")).isEqualTo("Valid: 6 metrics.\n");
    }

    @Test
    void takesAHomeFolderThatIsNamedAsACommand() {
        CommandResult result = installation.runAsTyped("--home", "demo", "validate");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err())
                .contains(
                        Path.of("demo/config/application.yml").toAbsolutePath().toString());
    }

    private String validated(String... arguments) {
        return installation.runAsTyped(arguments).out();
    }
}
