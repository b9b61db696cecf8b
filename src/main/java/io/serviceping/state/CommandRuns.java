package io.serviceping.state;

import io.serviceping.state.CommandRun.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The commands of a home folder that {@code status} tells of, in a file beside the state database: the database may be
 * the reason why a command failed.
 *
 * @param last empty: no command has counted or sent
 * @param unresolved the last failure of each command with each exit code, until later commands have done what
 *     the failed one could not do; oldest first, at most 10
 */
public record CommandRuns(Optional<CommandRun> last, List<CommandRun> unresolved) {
    private static final int MOST_UNRESOLVED = 10;
    private static final CommandRuns NONE = new CommandRuns(Optional.empty(), List.of());

    public CommandRuns {
        unresolved = List.copyOf(unresolved);
    }

    public static CommandRuns read(Path stateFolder) {
        return file(stateFolder).read().orElse(NONE);
    }

    /**
     * Replaces what is kept.
     *
     * @throws java.io.UncheckedIOException when the file cannot be written
     */
    public void write(Path stateFolder) {
        file(stateFolder).write(this);
    }

    /** A command begins. If the last one has no end, it was killed. */
    public CommandRuns begin(CommandRun run) {
        CommandRuns known =
                last.filter(one -> one.end().isEmpty()).map(this::fail).orElse(this);
        return new CommandRuns(Optional.of(run), known.unresolved);
    }

    /**
     * A command has ended.
     *
     * @param done what it has done of that which an earlier command could not do
     */
    public CommandRuns end(CommandRun run, Function<CommandRun, Set<Part>> done) {
        return new CommandRuns(
                Optional.of(run),
                unresolved.stream()
                        .map(failed -> failed.without(done.apply(failed)))
                        .filter(failed -> !failed.open().isEmpty())
                        .toList());
    }

    /** Keeps a failure in the place of an earlier one of the same command with the same exit code. */
    public CommandRuns fail(CommandRun run) {
        Stream<CommandRun> others = unresolved.stream().filter(one -> !isAlike(one, run));
        List<CommandRun> all = Stream.concat(others, Stream.of(run)).toList();
        return new CommandRuns(last, all.subList(Math.max(0, all.size() - MOST_UNRESOLVED), all.size()));
    }

    private static boolean isAlike(CommandRun one, CommandRun other) {
        return one.command().equals(other.command())
                && one.end().map(CommandRun.End::exitCode).equals(other.end().map(CommandRun.End::exitCode));
    }

    private static JsonFile<CommandRuns> file(Path stateFolder) {
        return new JsonFile<>(stateFolder.resolve("last-run.json"), CommandRuns.class);
    }
}
