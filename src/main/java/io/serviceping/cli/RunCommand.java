package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.ProgressLine;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.consent.OffTimes;
import io.serviceping.consent.OptedOutPeriods;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.run.PingRun;
import io.serviceping.job.run.RunReport;
import io.serviceping.state.CommandRun;
import io.serviceping.state.CommandRun.Part;
import io.serviceping.time.Period;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Count, freeze and deliver the ping of the last complete week, or go on where a run was stopped.",
        footer = {
            "",
            "Examples:",
            "  service-ping run                      what cron does",
            "  service-ping run --reason manual      by hand: also sends what is not due yet",
            "  service-ping run --no-submit          freeze it, deliver later with 'submit'",
            "  service-ping run --period 2026-W46    another week",
            "",
            "Exit codes: 0 done, delivered before, or opted out; 4 delivered, but not every",
            "metric has a value; 69 not delivered, safe in the outbox; 75 try later;",
            "77 permission; 78 configuration; 130 interrupted: the next run goes on."
        })
final class RunCommand implements Callable<Integer> {
    private final CommonOptions common;

    @Option(names = "--period", paramLabel = "WEEK", description = "An ISO week that has ended, such as 2026-W46.")
    private Optional<Period> period = Optional.empty();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "scheduled or manual (default: scheduled; backfill for an older week).")
    private Optional<Reason> reason = Optional.empty();

    @Option(names = "--no-submit", description = "Freeze the ping, but send nothing.")
    private boolean noSubmit;

    /** Whether this run is to deliver, as far as is known. */
    private boolean sends;

    /** Why a run was started; the names are those of the payload. */
    enum Reason {
        scheduled,
        manual
    }

    /** Records why there will be no ping, for {@code status}. Connects to no database for this. */
    private void noteOff(Period week) {
        new OffTimes(common.home().folder()).off(common.now());
        new OptedOutPeriods(common.home().folder()).note(week.toString(), common.now());
    }

    RunCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws CommandException {
        // A mistyped week leaves nothing behind.
        Period week = common.period(period);
        sends = !noSubmit;
        String typed = "run" + period.map(one -> " --period " + one).orElse("") + (noSubmit ? " --no-submit" : "");
        String why = reason.map(Reason::name)
                .orElseGet(() -> RunRequest.reasonFor(week, common.context().clock()));
        return new KeptRun(common)
                .of(new KeptRun.Typed(typed, Optional.of(week.toString()), why), parts(true), () -> run(week, why));
    }

    private KeptRun.End run(Period week, String why) throws Exception {
        ConsentDecision consent = common.consent().known();
        if (consent.noCounting().isPresent()) {
            noteOff(week);
            common.print(consent.noCounting().get());
            return KeptRun.End.withoutWork(ExitCode.DONE);
        }
        sends = !noSubmit && consent.noSending().isEmpty();
        consent.noSending().ifPresent(common::print);
        try (ProgressLine progress = common.progress("Counting")) {
            RunRequest request = common.request(progress);
            new Prerequisites(request.settings()).requirePasswords();
            if (sends) {
                new Prerequisites(request.settings()).requireEndpoint();
            }
            RunReport report = new PingRun(request).run(week, period.isPresent(), why, sends);
            progress.close();
            return end(new RunOutcome(common, week).tell(report), report, week);
        }
    }

    private KeptRun.End end(ExitCode code, RunReport report, Period week) {
        if (report instanceof RunReport.Off) {
            noteOff(week);
        }
        if (report instanceof RunReport.Doubtful || report instanceof RunReport.Interrupted) {
            return KeptRun.End.failed(code);
        }
        return report instanceof RunReport.Frozen frozen && frozen.off().isEmpty()
                ? KeptRun.End.worked(code, failed -> parts(isDone(failed, frozen, week)))
                : KeptRun.End.withoutWork(code);
    }

    /**
     * A run that has counted has done so for its week and for those before. One that finds its week done says so of that
     * week only. If the clock has chosen the week, it was wrong where it chose a later one.
     */
    private boolean isDone(CommandRun failed, RunReport.Frozen frozen, Period week) {
        int later = failed.week().map(week.toString()::compareTo).orElse(0);
        return later == 0 || (later > 0 ? !frozen.results().isEmpty() : period.isEmpty());
    }

    private Set<Part> parts(boolean counts) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (counts) {
            parts.add(Part.COUNT);
        }
        if (sends) {
            parts.add(Part.SEND);
        }
        return parts;
    }
}
