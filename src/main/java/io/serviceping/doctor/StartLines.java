package io.serviceping.doctor;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The lines of a crontab, of a script that cron starts, or of a unit of systemd. */
final class StartLines {
    private static final Set<String> PROGRAMS = Set.of("service-ping", "service-ping.jar");
    private static final String SCRIPT = "service-ping-cron";
    private static final String VARIABLE = "SERVICE_PING_HOME=";
    private static final String OPTION = "--home";
    private static final String EXEC_START = "ExecStart=";

    /** Where the command begins in a line. */
    enum Form {
        /** Five fields of the time, or one like {@code @daily}; then the command. */
        CRONTAB,
        /** The same with the name of a user before the command. */
        SYSTEM_CRONTAB,
        SCRIPT,
        UNIT;

        /** Empty: the line starts nothing; it may set a variable. */
        private Optional<List<String>> command(String line) {
            List<String> words = words(line);
            return switch (this) {
                case SCRIPT -> Optional.of(words);
                case UNIT ->
                    line.startsWith(EXEC_START)
                            ? Optional.of(words(line.substring(EXEC_START.length())))
                            : Optional.empty();
                case CRONTAB -> behind(timeFields(line), words);
                case SYSTEM_CRONTAB -> timeFields(line) == 0 ? Optional.empty() : behind(timeFields(line) + 1, words);
            };
        }

        private static int timeFields(String line) {
            char first = line.charAt(0);
            return first == '@' ? 1 : first == '*' || Character.isDigit(first) ? 5 : 0;
        }

        private static Optional<List<String>> behind(int fields, List<String> words) {
            return fields == 0 || words.size() <= fields
                    ? Optional.empty()
                    : Optional.of(words.subList(fields, words.size()));
        }
    }

    private final Path home;

    /** @param home the folder for which Service Ping is to be started */
    StartLines(Path home) {
        this.home = real(home);
    }

    /** Whether a line starts a run, for this home folder if one is named. */
    boolean startUs(String text, Form form) {
        Optional<String> variable = Optional.empty();
        for (String line : lines(text)) {
            List<String> words = words(line);
            Optional<String> set = after(VARIABLE, words);
            Optional<String> option = after(OPTION + "=", words)
                    .or(() -> words.stream()
                            .skip(words.indexOf(OPTION) + 1L)
                            .findFirst()
                            .filter(next -> words.contains(OPTION)));
            if (form.command(line).filter(StartLines::isRun).isPresent()
                    && Stream.of(option, set, variable)
                            .flatMap(Optional::stream)
                            .findFirst()
                            .map(this::isHome)
                            .orElse(true)) {
                return true;
            }
            variable = set.isPresent() ? set : variable;
        }
        return false;
    }

    private static Optional<String> after(String beginning, List<String> words) {
        return words.stream()
                .filter(word -> word.contains(beginning))
                .map(word -> word.substring(word.indexOf(beginning) + beginning.length()))
                .findFirst();
    }

    /** A value that a shell completes may be any. */
    private boolean isHome(String value) {
        try {
            return value.contains("$") || real(Path.of(value)).equals(home);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize();
        }
    }

    /** What a unit executes comes last: its variables count wherever they stand. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .sorted(Comparator.comparing(line -> line.startsWith(EXEC_START)))
                .toList();
    }

    private static List<String> words(String line) {
        return Stream.of(line.split("[\\s\"';&|()]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean isRun(List<String> command) {
        List<String> names = command.stream()
                .map(word -> word.substring(word.lastIndexOf('/') + 1))
                .toList();
        return names.contains(SCRIPT) || (names.stream().anyMatch(PROGRAMS::contains) && command.contains("run"));
    }
}
