package io.serviceping.cli.watch;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.job.installation.Home;
import io.serviceping.state.CommandRun;
import io.serviceping.state.CommandRuns;
import io.serviceping.state.RunHistory;
import io.serviceping.state.RunLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists the last commands of a home folder that counted or sent. */
@Command(
        name = "runs",
        description = "The last 'run' and 'submit' commands of this home folder: when, how they ended, and why.",
        footer = {
            "",
            "Examples:",
            "  service-ping runs",
            "  service-ping runs --last 200 --json | jq '.runs[] | select(.exit_code != 0)'"
        })
public final class RunsCommand implements Callable<Integer> {
    private final Supplier<Home> home;
    private final Supplier<Screen> out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many, from 1 to 200 (default: ${DEFAULT-VALUE}).")
    private int last;

    @Mixin
    private final JsonOption json = new JsonOption();

    public RunsCommand(Supplier<Home> home, Supplier<Screen> out) {
        this.home = home;
        this.out = out;
    }

    /** A command, and how it stands. */
    record Listed(CommandRun run, State state) {
        /** The names in JSON, in lower case. */
        enum State {
            ENDED,
            INTERRUPTED,
            KILLED,
            RUNNING
        }
    }

    @Override
    public Integer call() {
        if (last < 1 || last > RunHistory.MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--last must be from 1 to " + RunHistory.MOST + " but was " + last);
        }
        List<Listed> runs = runs();
        List<Listed> shown = runs.subList(Math.max(0, runs.size() - last), runs.size());
        json.print(out.get(), () -> RunsJson.write(shown), () -> RunsTable.print(shown, out.get()));
        return ExitCode.DONE.number();
    }

    private List<Listed> runs() {
        List<Listed> runs = new ArrayList<>();
        new RunHistory(home.get().state()).read().forEach(run -> runs.add(new Listed(run, state(run))));
        Optional<CommandRun> current = CommandRuns.read(home.get().state())
                .last()
                .filter(run -> run.end().isEmpty());
        current.ifPresent(run -> runs.add(
                new Listed(run, RunLock.isHeld(home.get().state()) ? Listed.State.RUNNING : Listed.State.KILLED)));
        return runs;
    }

    private static Listed.State state(CommandRun run) {
        Optional<Boolean> interrupted = run.end().map(CommandRun.End::isInterrupted);
        return interrupted.isEmpty()
                ? Listed.State.KILLED
                : interrupted.get() ? Listed.State.INTERRUPTED : Listed.State.ENDED;
    }
}
