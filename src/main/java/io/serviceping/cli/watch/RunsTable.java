package io.serviceping.cli.watch;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Screen;
import io.serviceping.cli.console.Tone;
import io.serviceping.state.CommandRun;
import io.serviceping.state.RunFigures;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Runs as a table, on a terminal as wide as that; a line below a run says why it ended so. */
final class RunsTable {
    private static final String INDENT = " ".repeat(21);

    private final Screen out;

    private RunsTable(Screen out) {
        this.out = out;
    }

    static void print(List<RunsCommand.Listed> runs, Screen out) {
        if (runs.isEmpty()) {
            out.prose("No 'run' or 'submit' is known in this home folder.");
            return;
        }
        RunsTable table = new RunsTable(out);
        table.print(Tone.STRONG, row("BEGAN", "TOOK", "EXIT", "METRICS", "SENT", "COMMAND"));
        runs.forEach(run -> {
            Tone tone = tone(run);
            lines(run).forEach(line -> table.print(tone, line));
        });
    }

    private void print(Tone tone, String line) {
        boolean fits = !out.isTerminal() || line.length() <= out.width();
        out.line(tone, fits ? line : line.substring(0, out.width() - 3) + "...");
    }

    private static Tone tone(RunsCommand.Listed run) {
        return switch (run.state()) {
            case RUNNING -> Tone.PLAIN;
            case INTERRUPTED, KILLED -> Tone.WARNING;
            case ENDED -> {
                int code = run.run().end().orElseThrow().exitCode();
                yield ExitCode.of(code).tone();
            }
        };
    }

    private static List<String> lines(RunsCommand.Listed listed) {
        CommandRun run = listed.run();
        String command = run.command() + ", " + run.origin().reason() + ", "
                + run.origin().user();
        if (run.end().isEmpty()) {
            return List.of(
                    row(run.startedAt().toString(), "", "", "", "", command),
                    INDENT
                            + (listed.state() == RunsCommand.Listed.State.RUNNING
                                    ? "is under way"
                                    : "ended by force: killed, or its machine went down"));
        }
        CommandRun.End end = run.end().get();
        RunFigures figures = end.figures();
        int metrics = figures.counted() + figures.withoutValue();
        String row = row(
                run.startedAt().toString(),
                took(Duration.between(run.startedAt(), end.at())),
                String.valueOf(end.exitCode()),
                metrics == 0 ? "" : figures.counted() + "/" + metrics,
                figures.sent() == 0 ? "" : String.valueOf(figures.sent()),
                command);
        return end.exitCode() == ExitCode.DONE.number() ? List.of(row) : List.of(row, INDENT + why(end));
    }

    private static String why(CommandRun.End end) {
        return end.reasons().isEmpty()
                ? ExitCode.of(end.exitCode()).meaning()
                : end.reasons().get(0);
    }

    private static String took(Duration took) {
        if (took.toHours() > 0) {
            return took.toHours() + "h" + took.toMinutesPart() + "m";
        }
        return took.toMinutes() > 0 ? took.toMinutes() + "m" + took.toSecondsPart() + "s" : took.toSeconds() + "s";
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-20s %6s %5s %8s %5s  %s", cells).stripTrailing();
    }
}
