package io.serviceping.cli.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.core.status.Status;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.logback.ColorConverter;
import org.springframework.boot.logging.logback.CorrelationIdConverter;
import org.springframework.boot.logging.logback.EnclosedInSquareBracketsConverter;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;
import org.springframework.boot.logging.logback.WhitespaceThrowableProxyConverter;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.unit.DataSize;

/** Looks at the values of Spring Boot's keys for logs before Spring Boot does, whose messages name its classes. */
final class LoggingValues {
    private static final String LEVEL = "TRACE, DEBUG, INFO, WARN, ERROR or OFF";
    private static final String SIZE = "a size such as 10MB";

    private static final List<Kind> KINDS = List.of(
            new Kind("level\\..*", LEVEL, isRead(LoggingValues::level)),
            new Kind("threshold\\.(console|file)", LEVEL, isRead(LoggingValues::level)),
            new Kind("structured\\.format\\..*", "ecs, gelf or logstash", List.of("ecs", "gelf", "logstash")::contains),
            new Kind("charset\\..*", "a character set such as UTF-8", isRead(Charset::forName)),
            new Kind(
                    "pattern\\.(console|file|level|correlation)",
                    "a pattern of Logback such as '%level %msg%n'",
                    LoggingValues::isPattern),
            new Kind("pattern\\.dateformat", "a format of Java such as HH:mm:ss", isRead(DateTimeFormatter::ofPattern)),
            new Kind("logback\\.rollingpolicy\\.(max-file-size|total-size-cap)", SIZE, isRead(DataSize::parse)),
            new Kind("logback\\.rollingpolicy\\.max-history", "a whole number of days", isRead(Integer::valueOf)),
            new Kind("config", "a file that can be read", text -> Files.isReadable(Path.of(text))),
            new Kind("file\\.name", "a file", text -> !text.isBlank() && !Files.isDirectory(Path.of(text))));

    private LoggingValues() {}

    /** @param key a pattern of keys below {@code logging} */
    private record Kind(String key, String allowed, Predicate<String> isValid) {}

    /** What is wrong with the first value that is not valid. */
    static Optional<String> problem(ConfigurableEnvironment keys) {
        return Binder.get(keys)
                .bind("logging", Bindable.mapOf(String.class, String.class))
                .orElseGet(Map::of)
                .entrySet()
                .stream()
                .flatMap(entry -> problem(entry.getKey(), entry.getValue()).stream())
                .findFirst();
    }

    private static Optional<String> problem(String key, String value) {
        return KINDS.stream()
                .filter(kind -> key.matches(kind.key()) && !kind.isValid().test(value))
                .map(kind -> "logging." + key + " must be " + kind.allowed() + " but was '" + value + "'")
                .findFirst();
    }

    private interface Reading {
        Object read(String text);
    }

    private static Predicate<String> isRead(Reading reading) {
        return text -> {
            try {
                reading.read(text);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        };
    }

    /** YAML reads off as false. */
    private static LogLevel level(String text) {
        return text.equals("false") ? LogLevel.OFF : LogLevel.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Asked in a context of its own: Logback prints what is wrong in that of the program. */
    private static boolean isPattern(String text) {
        LoggerContext apart = new LoggerContext();
        PatternLayout layout = new PatternLayout();
        layout.getInstanceConverterMap().put("clr", ColorConverter::new);
        layout.getInstanceConverterMap().put("correlationId", CorrelationIdConverter::new);
        layout.getInstanceConverterMap().put("esb", EnclosedInSquareBracketsConverter::new);
        layout.getInstanceConverterMap().put("wex", WhitespaceThrowableProxyConverter::new);
        layout.getInstanceConverterMap().put("wEx", ExtendedWhitespaceThrowableProxyConverter::new);
        layout.setContext(apart);
        layout.setPattern(text);
        layout.start();
        return apart.getStatusManager().getCopyOfStatusList().stream()
                .allMatch(status -> status.getEffectiveLevel() < Status.WARN);
    }
}
