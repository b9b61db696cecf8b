package io.serviceping.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import org.slf4j.Logger;

/** Sends log lines to standard error. A file named in {@code logback.configurationFile} takes its place. */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
    static final String OURS = "io.serviceping";

    /** Libraries report a failure that we report ourselves, in one line, at the edge. */
    static final Map<String, Level> LEVELS = Map.of(
            "com.zaxxer.hikari", Level.OFF,
            "org.flywaydb", Level.OFF,
            "org.springframework", Level.OFF,
            "com.networknt", Level.ERROR,
            "io.serviceping.state.FencedTransactions", Level.OFF);

    private static final String OUR_LEVEL = "service-ping.log";
    private static final String FILE = "logback.configurationFile";

    /** Logs what we do from now on, and not only warnings. Without effect once the first logger has been made. */
    public static void tellAll() {
        System.setProperty(OUR_LEVEL, "INFO");
    }

    static boolean isReplaced() {
        return System.getProperty(FILE) != null;
    }

    static String ourLevel() {
        return System.getProperty(OUR_LEVEL, "WARN");
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (isReplaced()) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
        context.getLogger(OURS).setLevel(Level.toLevel(ourLevel()));
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(standardError(context));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Appender<ILoggingEvent> standardError(LoggerContext context) {
        PatternLayoutEncoder lines = new PatternLayoutEncoder();
        lines.setContext(context);
        lines.setPattern(LogLine.ofStandardError());
        lines.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(lines);
        appender.start();
        return appender;
    }
}
