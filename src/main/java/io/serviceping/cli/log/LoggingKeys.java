package io.serviceping.cli.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.serviceping.files.AccessRemedy;
import io.serviceping.files.PrivateFiles;
import io.serviceping.settings.LoggingSettings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Makes Spring Boot's keys {@code logging.*} take effect, in place of what {@link LogSetup} has set up. */
public final class LoggingKeys {
    private static final Bindable<Map<String, LogLevel>> LEVELS = Bindable.mapOf(String.class, LogLevel.class);
    private static final String CONSOLE_THRESHOLD = "logging.threshold.console";

    /** The JDK's HTTP client logs whole URLs, such as the dead-man URL, and headers with the token. */
    private static final List<String> TELL_SECRETS = List.of(
            "jdk.internal.httpclient.debug", "jdk.internal.httpclient.hpack.debug", "jdk.httpclient.HttpClient");

    private static final String STRUCTURED = "logging.structured.format.console";

    private LoggingKeys() {}

    /**
     * What the keys have done.
     *
     * @param warning in one line; empty: they are in effect, or there are none
     * @param isStructured whether standard error is for JSON lines only
     */
    public record Effect(Optional<String> warning, boolean isStructured) {
        private static final Effect NONE = new Effect(Optional.empty(), false);

        private static Effect without(String why) {
            return new Effect(Optional.of("Warning: the keys below 'logging' have no effect: " + why), false);
        }
    }

    /** Reads the keys, if there are any. A key that is wrong costs the keys, never the command. */
    public static Effect obey(Path home, List<String> arguments, Map<String, String> environment) {
        if (LogSetup.isReplaced() || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers)) {
            return Effect.NONE;
        }
        return LoggingSettings.in(home, arguments, environment, fallbacks())
                .map(keys -> LoggingValues.problem(keys).map(Effect::without).orElseGet(() -> obey(keys, loggers)))
                .orElse(Effect.NONE);
    }

    private static Effect obey(ConfigurableEnvironment keys, LoggerContext loggers) {
        try {
            apply(keys);
            return new Effect(Optional.empty(), keys.containsProperty(STRUCTURED));
        } catch (IOException | RuntimeException e) {
            loggers.reset();
            new LogSetup().configure(loggers);
            return Effect.without(reason(e));
        }
    }

    /** As {@link LogSetup} does without any keys. */
    private static Map<String, Object> fallbacks() {
        Map<String, Object> fallbacks = new HashMap<>();
        LogSetup.LEVELS.forEach((name, level) -> fallbacks.put("logging.level." + name, level.toString()));
        fallbacks.put("logging.level.root", "WARN");
        fallbacks.put("logging.level." + LogSetup.OURS, LogSetup.ourLevel());
        fallbacks.put("logging.pattern.console", LogLine.ofStandardError());
        fallbacks.put("logging.pattern.file", LogLine.OF_FILE);
        return fallbacks;
    }

    private static void apply(ConfigurableEnvironment keys) throws IOException {
        @Nullable LogFile file = LogFile.get(keys);
        if (file != null) {
            requireWritable(Path.of(file.toString()));
            // The file gets what --verbose shows; standard error stays as quiet as without a file.
            keys.getPropertySources()
                    .addLast(new MapPropertySource("file", Map.of(CONSOLE_THRESHOLD, LogSetup.ourLevel())));
            keys.getPropertySources()
                    .addBefore(
                            "fallbacks",
                            new MapPropertySource("level", Map.of("logging.level." + LogSetup.OURS, "INFO")));
        }
        LoggingSystem system = new OnStandardError(LoggingKeys.class.getClassLoader());
        system.cleanUp();
        system.beforeInitialize();
        system.initialize(new LoggingInitializationContext(keys), keys.getProperty("logging.config"), file);
        Binder.get(keys)
                .bind("logging.level", LEVELS)
                .orElseGet(Map::of)
                .forEach((name, level) -> system.setLogLevel(name, level));
        TELL_SECRETS.forEach(name -> system.setLogLevel(name, LogLevel.OFF));
    }

    /** Asked before Logback, which prints a stack trace. */
    private static void requireWritable(Path file) throws IOException {
        try {
            PrivateFiles.requireNotRootInAnothers(file);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (FileSystemException e) {
            // A file that is not there would have the owner of some folder far above, such as /.
            Optional<String> remedy = Files.exists(file) ? AccessRemedy.of(file) : Optional.empty();
            throw new IOException(
                    file + " cannot be written. "
                            + remedy.orElse("Name a file in a folder where this user may write, such as state/."),
                    null);
        }
    }

    /** The innermost cause has the words; those around it name classes. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = Objects.requireNonNull(cause.getCause());
        }
        return String.valueOf(cause.getMessage());
    }

    /** Spring Boot's set-up, but standard output belongs to the results of commands. */
    private static final class OnStandardError extends LogbackLoggingSystem {
        OnStandardError(ClassLoader classes) {
            super(classes);
        }

        @Override
        protected void loadDefaults(LoggingInitializationContext context, @Nullable LogFile file) {
            super.loadDefaults(context, file);
            if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers
                    && loggers.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("CONSOLE")
                            instanceof ConsoleAppender<ILoggingEvent> console) {
                console.setTarget("System.err");
                console.start();
            }
        }
    }
}
