package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.FailureReport;
import io.serviceping.cli.console.Interruption;
import io.serviceping.cli.console.PrintableWriter;
import io.serviceping.cli.console.Screen;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** Files that are not regular files, have no end, or have names with control characters. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OddFilesTest {
    @TempDir
    Path folder;

    private Installation installation() {
        return Installation.on(TestDatabase.H2, folder).withUsualMetrics();
    }

    private static void fifo(Path file) throws Exception {
        Files.deleteIfExists(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void refusesDefinitionsThatAreNoFilesOrTooLarge() throws Exception {
        Installation installation = installation();
        Path metrics = installation.home().resolve("config/metrics");
        fifo(metrics.resolve("fifo.yml"));
        Files.createSymbolicLink(metrics.resolve("zero.yml"), Path.of("/dev/zero"));
        Files.writeString(metrics.resolve("comment.yml"), "# " + "x".repeat(2_000_000));
        Files.copy(metrics.resolve("latest.title.yml"), folder.resolve("linked.yml"));
        Files.delete(metrics.resolve("latest.title.yml"));
        Files.createSymbolicLink(metrics.resolve("latest.title.yml"), folder.resolve("linked.yml"));

        CommandResult result = installation.run("validate");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.errLines())
                .filteredOn(line -> !line.startsWith("Warning: "))
                .containsExactly(
                        "config/metrics/comment.yml:1: is larger than 1 MB",
                        "config/metrics/fifo.yml:1: is not a regular file",
                        "config/metrics/zero.yml:1: is not a regular file",
                        "3 problems.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "run", "status", "preview"})
    void refusesAConfigurationThatIsAPipe(String command) throws Exception {
        Installation installation = installation();
        fifo(installation.home().resolve("config/application.yml"));

        CommandResult result = installation.run(command);

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err()).contains("config/application.yml: is not a regular file");
    }

    @Test
    void isOffByAFlagThatIsAPipe() throws Exception {
        Installation installation = installation();
        Files.createDirectories(installation.home().resolve("state"));
        fifo(installation.home().resolve("state/opt-out"));

        assertThat(installation.run("run").out()).startsWith("Service Ping is off: switched off by the flag ");
    }

    @Test
    void printsNamesOfFilesSoThatTheyCommandNoTerminal() {
        Installation installation = installation()
                .definition("a\u001b]0;owned\u0007b", "key_path: [")
                .definition("c\nd", "key_path: [");

        CommandResult result = installation.run("validate");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err()).doesNotContain("\u001b", "\u0007").contains("a\\u001b]0;owned\\u0007b.yml");
        assertThat(result.errLines()).anyMatch(line -> line.contains("c\\u000ad.yml"));
    }

    /** The log and the JVM write to System.err directly. */
    @Test
    void letsNothingElseCommandATerminal() {
        StringWriter out = new StringWriter();
        PrintStream log =
                PrintableWriter.stream(Screen.plain(new PrintWriter(out)).writer());

        log.print("WARN c\u001b[2J\rjdbc:postgresql://h/d?user=u&pass=s3cr3t grü\u202eße\r\n");
        log.write('\u0007');

        assertThat(out.toString()).isEqualTo("WARN c\\u001b[2J\\u000djdbc:postgresql://h/d… grü\\u202eße\r\n\\u0007");
    }

    @Test
    void writesWhatItEchoesOfOptionsInOneLine() {
        Installation installation = installation();

        for (List<String> command : List.of(
                List.of("check-endpoint", "http://127.0.0.1:1/", "--token-file", "no\u001b\n\rfile"),
                List.of("collector", "--port", "0", "--token-file", "no\u001b\n\rfile"),
                List.of("no\u001b\n\rcommand"))) {
            CommandResult result = installation.run(command.toArray(String[]::new));

            assertThat(result.exitCode()).as(command.toString()).isNotZero();
            assertThat(result.err()).contains("no\\u001b\\u000a\\u000d");
        }
    }

    /** Such an argument was once ignored. */
    @Test
    void readsAnArgumentOfSeveralLines() {
        CommandResult result = installation().run("run", "--service-ping.enabled=false\n");

        assertThat(result.out()).startsWith("Service Ping is off: switched off by ");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void showsNoParametersOfAUrlThatADriverQuotes() {
        CommandResult result = installation()
                .run("collector", "--port", "0", "--url", "jdbc:postgresql://127.0.0.1:1:2/d?user=u&pass=s3cr3t");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).isNotEmpty().doesNotContain("s3cr3t");
    }

    @Test
    void keepsJsonTheSameInMeaning() {
        StringWriter out = new StringWriter();
        PrintWriter printable = Screen.plain(new PrintWriter(out)).writer();
        printable.print("{\"a\": \"\u009b1m\u202e\\n\"}\n");
        printable.flush();

        assertThat(out.toString()).isEqualTo("{\"a\": \"\\u009b1m\\u202e\\n\"}\n");
        assertThat(CommandResult.json(out.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .get("a")
                        .stringValue())
                .isEqualTo("\u009b1m\u202e\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config/application.yaml | service-ping: { enabled: false }",
                "config/application-prod.yml | service-ping: { enabled: false }",
                "config/application-a.b.properties | service-ping.enabled=false",
                "config/application.properties | service-ping.enabled=false",
                "application.yml | service-ping: { enabled: false }",
                "application.properties | service-ping.enabled=false"
            })
    void obeysANoInAFileThatIsNotReadAndRefusesIt(String file, String content) {
        Installation installation = installation().write(file, content);

        assertThat(installation.run("run").out())
                .isEqualTo("Service Ping is off: switched off by service-ping.enabled in " + file + "\n");
        CommandResult result = installation.run("validate");
        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err()).contains(file + ": is not read: write its keys into config/application.yml");
    }

    @Test
    void obeysANoInJsonOfTheEnvironmentAndRefusesItsOtherKeys() {
        Installation off =
                installation().environment("SPRING_APPLICATION_JSON", "{\"service-ping\": {\"enabled\": false}}");
        assertThat(off.run("run").out()).contains("enabled in environment variable SPRING_APPLICATION_JSON");

        Installation other = Installation.on(TestDatabase.H2, folder.resolve("other"))
                .withUsualMetrics()
                .environment("SPRING_APPLICATION_JSON", "{\"servicePing\": {\"product\": {\"name\": \"x\"}}}");
        assertThat(other.run("run").exitCode()).isEqualTo(78);

        Installation foreign = Installation.on(TestDatabase.H2, folder.resolve("foreign"))
                .withUsualMetrics()
                .environment("SPRING_APPLICATION_JSON", "{\"server\": {\"port\": 1}}");
        assertThat(foreign.run("validate").exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "service-ping.enabled | false",
                "servicePing.enabled | off",
                "spring.application.json | {\"service-ping\": {\"enabled\": false}}"
            })
    void obeysANoInASystemPropertyAndRefusesIt(String name, String value) {
        Installation installation = installation();
        System.setProperty(name, value);
        try {
            assertThat(installation.run("run").out()).startsWith("Service Ping is off: switched off by ");
            assertThat(installation.run("validate").exitCode()).isEqualTo(78);
        } finally {
            System.clearProperty(name);
        }
        assertThat(installation.run("validate").exitCode()).isZero();
    }

    @Test
    void leavesTheConfigurationOfAnotherProgramInTheHomeFolderAlone() {
        Installation installation = installation().write("application.yml", "version: @project.version@\n");

        assertThat(installation.run("validate").exitCode()).isZero();
    }

    @Test
    void quotesNoSecretThatIsWrittenWhereItsFileBelongs() {
        List<String> keys = List.of(
                "endpoint.token-file",
                "endpoint.signing-key-file",
                "endpoint.trust-store-password-file",
                "endpoint.client-key",
                "endpoint.client-key-password-file",
                "endpoint.proxy.password-file",
                "state.password-file",
                "databases.main.password-file");
        Installation installation = installation().set("endpoint.url", "https://pings.example");
        keys.forEach(key -> installation.set(key, "s3cr3t/t0ken=="));

        for (String command : List.of("validate", "run", "status", "check-endpoint")) {
            CommandResult result = installation.run(command);
            assertThat(result.out() + result.err()).doesNotContain("s3cr3t");
        }
        String result = installation.run("validate").err();
        assertThat(keys).allSatisfy(key -> assertThat(result).contains(key + ": must be an existing readable file"));
    }

    @Test
    void tellsOfAnErrorInOneSentence() {
        StringWriter err = new StringWriter();
        FailureReport report = reportTo(err);

        assertThat(report.tell(new OutOfMemoryError("Java heap space"))).isEqualTo(ExitCode.SOFTWARE);
        assertThat(report.tell(new StackOverflowError())).isEqualTo(ExitCode.SOFTWARE);
        assertThat(err.toString().lines())
                .containsExactly(
                        "Service Ping ran out of memory (java -Xmx sets how much). What was counted and frozen so far is kept.",
                        "Service Ping ran out of stack. What was counted and frozen so far is kept.");
    }

    @Test
    void asksToReportAPlanThatContradictsItself() {
        StringWriter err = new StringWriter();

        assertThat(reportTo(err).tell(new IllegalStateException("the plan contradicts itself: a.b is planned twice")))
                .isEqualTo(ExitCode.SOFTWARE);
        assertThat(err.toString())
                .contains("the plan contradicts itself: a.b is planned twice")
                .contains("This is a defect of Service Ping, not of your installation. Please report it");
    }

    private static FailureReport reportTo(StringWriter err) {
        return new FailureReport(new CliContext(
                Screen.plain(new PrintWriter(new StringWriter(), true)),
                Screen.plain(new PrintWriter(err, true)),
                Map.of(),
                List.of(),
                io.serviceping.time.TimeSource.of(java.time.Clock.systemUTC()),
                new Interruption()));
    }

    @Test
    void endsWith77AndTheOwnersNameWhereTheStateIsAnotherUsers() throws IOException {
        Installation installation = installation();
        Path state = Files.createDirectories(installation.home().resolve("state"));
        org.junit.jupiter.api.Assumptions.assumeFalse(
                System.getProperty("user.name").equals("root"), "root may write everything");
        Files.setPosixFilePermissions(state, java.nio.file.attribute.PosixFilePermissions.fromString("r-x------"));

        CommandResult result = installation.run("preview");

        assertThat(result.exitCode()).isEqualTo(77);
        assertThat(result.err()).contains("Run the command as that user");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endsWhenItsStateFolderIsRemovedMeanwhile(TestDatabase stateKind) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Probe.reset();
        Probe.hold("held", release);
        Installation installation = Installation.on(TestDatabase.H2, stateKind, folder)
                .metric("a.held", "select probe('held')")
                .metric("b.next", "select count(*) % 1000 from issues");
        CompletableFuture<CommandResult> run = installation.begin("run", "--no-submit");
        Await.until("the run is counting", () -> Probe.calls("held") == 1);

        FileSystemUtils.deleteRecursively(installation.home().resolve("state"));
        release.countDown();

        assertThat(run.get().exitCode()).as(run.get().err()).isEqualTo(75);
        assertThat(run.get().errLines()).singleElement().asString().contains("lock");
        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
    }
}
