package io.serviceping.cli.watch;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.state.CommandRun;
import io.serviceping.state.RunFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs as a table of 80 columns; a line below a run says why it ended so. */
final class RunsTable {
    private static final int WIDTH = 80;
    private static final String INDENT = " ".repeat(21);

    private RunsTable() {}

    static List<String> lines(List<RunsCommand.Listed> runs) {
        if (runs.isEmpty()) {
            return List.of("No 'run' or 'submit' is known in this home folder.");
        }
        List<String> lines = new ArrayList<>();
        lines.add(row("BEGAN", "TOOK", "EXIT", "METRICS", "SENT", "COMMAND"));
        runs.forEach(run -> lines.addAll(lines(run)));
        return lines;
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
        return end.exitCode() == ExitCode.DONE.number() ? List.of(row) : List.of(row, cut(INDENT + why(end)));
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
        return cut(
                String.format(Locale.ROOT, "%-20s %6s %5s %8s %5s  %s", cells).stripTrailing());
    }

    private static String cut(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
    }
}
