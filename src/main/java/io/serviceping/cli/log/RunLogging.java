package io.serviceping.cli.log;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemFactory;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Spring Boot's logging for the job: leaves everything as the command has set it up ({@link LogSetup}, {@link LoggingKeys}). */
final class RunLogging extends LogbackLoggingSystem {
    RunLogging(ClassLoader classes) {
        super(classes);
    }

    @Override
    protected void loadDefaults(@Nullable LoggingInitializationContext context, @Nullable LogFile file) {
        // Nothing.
    }

    @Override
    public void setLogLevel(@Nullable String logger, @Nullable LogLevel level) {
        // Nothing: the job knows no keys of the command line.
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
