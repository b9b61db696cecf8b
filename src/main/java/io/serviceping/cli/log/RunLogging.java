package io.serviceping.cli.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemFactory;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Spring Boot's logging for the job: obeys the keys {@code logging.*}, and leaves as it is what {@link LogSetup} has set up. */
final class RunLogging extends LogbackLoggingSystem {
    RunLogging(ClassLoader classes) {
        super(classes);
    }

    /** Not Spring Boot's own pattern on standard output. */
    @Override
    protected void loadDefaults(@Nullable LoggingInitializationContext context, @Nullable LogFile file) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers) {
            // Levels apply to drivers too, which log by the JDK's own loggers.
            LevelChangePropagator levels = new LevelChangePropagator();
            levels.setResetJUL(true);
            levels.setContext(loggers);
            loggers.addListener(levels);
        }
    }

    /** Named in {@code spring.factories}. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class Factory implements LoggingSystemFactory {
        @Override
        public LoggingSystem getLoggingSystem(ClassLoader classes) {
            return new RunLogging(classes);
        }
    }
}
