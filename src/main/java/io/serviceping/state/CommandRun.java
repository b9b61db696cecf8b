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
 * @param open what the command was to do and no later command has done
 * @param end empty: the command is under way, or was killed
 */
public record CommandRun(String command, Optional<String> week, Instant startedAt, Set<Part> open, Optional<End> end) {
    private static final int MOST_REASONS = 50;
    private static final int LONGEST_REASON = 1_000;

    /** What a command does. */
    public enum Part {
        COUNT,
        SEND
    }

    /**
     * How the command ended.
     *
     * @param reasons the lines that it printed on standard error; at most 50 lines of 1,000 characters
     */
    public record End(Instant at, int exitCode, List<String> reasons) {
        public End {
            reasons = reasons.stream()
                    .limit(MOST_REASONS)
                    .map(line -> line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + " ...")
                    .toList();
        }
    }

    public CommandRun {
        open = Set.copyOf(open);
    }

    public CommandRun ended(End how) {
        return new CommandRun(command, week, startedAt, open, Optional.of(how));
    }

    CommandRun without(Set<Part> done) {
        Set<Part> rest = open.stream().filter(part -> !done.contains(part)).collect(Collectors.toSet());
        return new CommandRun(command, week, startedAt, rest, end);
    }
}
