package io.serviceping.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A command that counted or sent, or was to.
 *
 * @param command as typed, with the options that change what is done
 * @param week the ISO week to be counted, such as {@code 2026-W46}; empty: the command counts nothing
 * @param origin who began it
 * @param open what the command was to do and no later command has done
 * @param end empty: the command is under way, or was killed
 */
public record CommandRun(
        String command, Optional<String> week, Instant startedAt, Origin origin, Set<Part> open, Optional<End> end) {
    private static final int LAST_OF_OURS = 128;
    private static final int MOST_REASONS = 50;
    private static final int LONGEST_REASON = 1_000;
    private static final int BRIEF_REASONS = 5;
    private static final int LONGEST_BRIEF_REASON = 300;

    /** What a command does. */
    public enum Part {
        COUNT,
        SEND
    }

    /**
     * Who began the command.
     *
     * @param reason as in the payload: scheduled, manual or backfill
     * @param user the name of the user in the operating system
     * @param host the name of the machine; a home folder can be shared
     */
    public record Origin(String reason, String user, String host) {}

    /**
     * How the command ended.
     *
     * @param reasons the lines that it printed on standard error; at most 50 lines of 1,000 characters
     */
    public record End(Instant at, int exitCode, List<String> reasons, RunFigures figures) {
        public End {
            reasons = shortened(reasons, MOST_REASONS, LONGEST_REASON);
        }

        /** Whether a signal ended the command: its exit code is 128 and the signal's number. */
        public boolean isInterrupted() {
            return exitCode > LAST_OF_OURS;
        }

        private End brief() {
            return new End(at, exitCode, shortened(reasons, BRIEF_REASONS, LONGEST_BRIEF_REASON), figures);
        }

        private static List<String> shortened(List<String> reasons, int most, int longest) {
            return reasons.stream()
                    .limit(most)
                    .map(line -> line.length() <= longest ? line : line.substring(0, longest) + " ...")
                    .toList();
        }
    }

    public CommandRun {
        open = Set.copyOf(open);
    }

    public CommandRun ended(End how) {
        return new CommandRun(command, week, startedAt, origin, open, Optional.of(how));
    }

    public CommandRun begun() {
        return new CommandRun(command, week, startedAt, origin, open, Optional.empty());
    }

    /** With at most 5 reasons of 300 characters. */
    CommandRun brief() {
        return new CommandRun(command, week, startedAt, origin, open, end.map(End::brief));
    }

    CommandRun without(Set<Part> done) {
        Set<Part> rest = open.stream().filter(part -> !done.contains(part)).collect(Collectors.toSet());
        return new CommandRun(command, week, startedAt, origin, rest, end);
    }
}
