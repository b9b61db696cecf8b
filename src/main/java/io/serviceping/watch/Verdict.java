package io.serviceping.watch;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The state of an installation, by the conventions of Nagios and Icinga for plugins.
 *
 * @param findings one or more
 * @param figures {@code label=value;warn;crit;min}, may be empty
 */
public record Verdict(List<Finding> findings, List<String> figures) {
    /** How bad a finding is. */
    public enum Level {
        OK(0),
        WARNING(1),
        CRITICAL(2),
        UNKNOWN(3);

        private final int exitCode;

        Level(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of the check. */
        public int exitCode() {
            return exitCode;
        }
    }

    /** A fact, in words. */
    public record Finding(Level level, String text) {}

    public Verdict {
        findings = List.copyOf(findings);
        figures = List.copyOf(figures);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("findings must not be empty");
        }
    }

    /** A verdict without figures. */
    public static Verdict of(Level level, String text) {
        return new Verdict(List.of(new Finding(level, text)), List.of());
    }

    /** The worst level. */
    public Level level() {
        return findings.stream()
                .map(Finding::level)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** One line, the worst finding first. */
    public String line() {
        String text = findings.stream()
                .sorted(Comparator.comparing(Finding::level).reversed())
                .map(Finding::text)
                .collect(Collectors.joining("; "))
                // What follows a bar is read as figures.
                .replace('|', '/');
        return "SERVICE PING " + level() + " - " + text + (figures.isEmpty() ? "" : " | " + String.join(" ", figures));
    }
}
