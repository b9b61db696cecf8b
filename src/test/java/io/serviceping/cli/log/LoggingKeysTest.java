package io.serviceping.cli.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Spring Boot's keys below {@code logging}, from every source. */
class LoggingKeysTest {
    @TempDir
    Path home;

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
        loggers.reset();
        new LogSetup().configure(loggers);
    }

    @Test
    void takeEffectFromTheFileTheEnvironmentAndTheCommandLine() throws IOException {
        configure("logging: {file: {name: logs/sp.log}, level: {some.driver: INFO}}");

        assertThat(obey(
                        List.of("--logging.structured.format.console=ecs"),
                        Map.of("LOGGING_LEVEL_SOME_DRIVER", "DEBUG", "LOGGING_PATTERN_FILE", "%level [%msg]%n")))
                .isEmpty();
        loggers.getLogger("io.serviceping.submit.Attempt").info("an attempt");
        loggers.getLogger("io.serviceping.submit.Attempt").warn("a warning");
        loggers.getLogger("com.zaxxer.hikari.pool.HikariPool").error("ours to report");

        assertThat(home.resolve("logs/sp.log")).hasContent("INFO [an attempt]\nWARN [a warning]\n");
        assertThat(written.toString(StandardCharsets.UTF_8))
                .startsWith("{")
                .hasLineCount(1)
                .contains("\"message\":\"a warning\"", "\"ecs\"");
        assertThat(loggers.getLogger("some.driver").getLevel()).isEqualTo(Level.DEBUG);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            level.x                                | LOUD     | must be TRACE, DEBUG, INFO, WARN, ERROR or OFF
            threshold.console                      | LOUD     | must be TRACE, DEBUG, INFO, WARN, ERROR or OFF
            structured.format.console              | xml      | must be ecs, gelf or logstash
            structured.format.file                 | xml      | must be ecs, gelf or logstash
            charset.console                        | klingon  | must be a character set such as UTF-8
            pattern.console                        | %level(( | must be a pattern of Logback such as '%level %msg%n'
            pattern.console                        | %nope %m | must be a pattern of Logback such as '%level %msg%n'
            pattern.file                           | %d{QQQQQQQQ} %m | must be a pattern of Logback such as '%level %msg%n'
            pattern.level                          | %5q      | must be a pattern of Logback such as '%level %msg%n'
            pattern.dateformat                     | QQQQQQQQ | must be a format of Java such as HH:mm:ss
            logback.rollingpolicy.max-file-size    | huge     | must be a size such as 10MB
            logback.rollingpolicy.total-size-cap   | huge     | must be a size such as 10MB
            logback.rollingpolicy.max-history      | long     | must be a whole number of days
            config                                 | none.xml | must be a file that can be read
            file.name                              | /        | must be a file
            """)
    void sayWhatIsAllowed(String key, String value, String allowed) throws IOException {
        configure("{}");

        assertThat(obey(List.of("--logging." + key + "=" + value), Map.of()))
                .contains("Warning: the keys below 'logging' have no effect: logging." + key + " " + allowed
                        + " but was '" + value + "'");
        assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void leaveOurLineWhereTheyDoNotNameAnother() throws IOException {
        configure("logging.level.io.serviceping: INFO");

        assertThat(obey(List.of(), Map.of())).isEmpty();
        loggers.getLogger("io.serviceping.submit.Attempt").info("two\nlines");
        loggers.getLogger("some.driver").info("not a warning");

        assertThat(written.toString(StandardCharsets.UTF_8))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  i\\.s\\.submit\\.Attempt - two lines\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--logging.level.root=nonsense, nonsense",
        "--logging.structured.format.console=nonsense, nonsense",
        "--logging.file.name=config/application.yml/sp.log, sp.log cannot be written. ",
        "--logging.file.name=/proc/nope, /proc/nope cannot be written. Name a file in a folder where this user may write"
    })
    void costNoCommandWhenTheyAreWrong(String argument, String reason) throws IOException {
        configure("service-ping: {}");

        assertThat(obey(List.of(argument), Map.of()))
                .get()
                .asString()
                .startsWith("Warning: the keys below 'logging' have no effect: ")
                .contains(reason);
        loggers.getLogger("io.serviceping.submit.Attempt").warn("a warning");
        assertThat(written.toString(StandardCharsets.UTF_8))
                .endsWith("a warning\n")
                .hasLineCount(1);
    }

    @Test
    void takePatternsWithTheWordsOfSpringBoot() throws IOException {
        configure("logging.pattern.console: '%clr(%level){faint} %esb(){}%correlationId %m%n%wEx'");

        assertThat(obey(List.of(), Map.of())).isEmpty();
        loggers.getLogger("io.serviceping.submit.Attempt").warn("a warning");

        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("WARN", "a warning\n")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"ecs, true", "logstash, true", "'', false", "xml, false"})
    void tellWhetherStandardErrorIsForJsonOnly(String format, boolean isStructured) throws IOException {
        configure("{}");

        assertThat(LoggingKeys.obey(
                                home,
                                List.of(),
                                Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", format, "LOGGING_LEVEL_X", "INFO"))
                        .isStructured())
                .isEqualTo(isStructured);
    }

    /** It logs whole URLs, and headers with the token. */
    @Test
    void letTheHttpClientTellNoSecret() throws IOException {
        URI url = URI.create("http://127.0.0.1:1/secret");
        assertThat(obey(List.of("--logging.level.root=TRACE", "--logging.level.jdk=TRACE"), Map.of()))
                .isEmpty();

        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
        System.getLogger("jdk.internal.httpclient.debug").log(System.Logger.Level.DEBUG, url.toString());

        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("secret");
    }

    @Test
    void theJournalGetsLevelsAndNoTimes() throws IOException {
        Path stream = Files.createFile(home.resolve("stream"));
        String name = Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");

        assertThat(LogLine.isJournal(name, stream)).isTrue();
        assertThat(LogLine.isJournal("8:1", stream)).isFalse();
        assertThat(LogLine.isJournal(null, stream)).isFalse();
        assertThat(LogLine.isJournal(name, home.resolve("none"))).isFalse();
        assertThat(obey(List.of("--logging.pattern.console=" + LogLine.OF_JOURNAL), Map.of()))
                .isEmpty();
        loggers.getLogger("io.serviceping.submit.Attempt").warn("two\nlines");
        loggers.getLogger("some.driver").error("broken");
        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo("<4>i.s.submit.Attempt - two lines\n<3>some.driver - broken\n");
    }

    private void configure(String yaml) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.yml"), yaml);
    }

    private Optional<String> obey(List<String> arguments, Map<String, String> environment) {
        return LoggingKeys.obey(home, arguments, environment).warning();
    }
}
