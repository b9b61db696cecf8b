package io.serviceping.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

class LogSetupTest {
    @Test
    void writesWarningsInOneLineToStandardErrorAndNothingOfLibrariesWhoseFailuresWeReport() {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            LoggerContext context = new LoggerContext();
            new LogSetup().configure(context);
            context.setMDCAdapter(new LogbackMDCAdapter());
            context.getLogger("io.serviceping.submit.Attempt").info("not a warning");
            context.getLogger("io.serviceping.submit.Attempt").warn("two\nlines");
            context.getLogger("com.zaxxer.hikari.pool.HikariPool").error("ours to report");
            context.stop();
        } finally {
            System.setErr(before);
        }

        assertThat(written.toString(StandardCharsets.UTF_8))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN  i\\.s\\.submit\\.Attempt - two lines\n");
    }

    @Test
    void isKeptByTheJob() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger some = context.getLogger("some.driver");
        some.setLevel(Level.ERROR);

        new SpringApplicationBuilder(Object.class)
                .web(WebApplicationType.NONE)
                .run("--logging.level.some.driver=DEBUG")
                .close();

        assertThat(some.getLevel()).isEqualTo(Level.ERROR);
        assertThat(context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders())
                .toIterable()
                .singleElement()
                .returns("stderr", appender -> appender.getName());
    }
}
