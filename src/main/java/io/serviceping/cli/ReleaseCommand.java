package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Remedies;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.cli.json.PingJson;
import io.serviceping.job.delivery.OutboxCommands;
import io.serviceping.job.installation.ProgressView;
import io.serviceping.outbox.PingSummary;
import io.serviceping.time.Period;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "release",
        description = {
            "Let a withdrawn ping leave: one that was frozen, or whose week had ended, before Service Ping was on.",
            "Sends nothing; 'submit' or a later run does. 'preview --period WEEK' prints what will be sent."
        },
        footer = {"", "Example:", "  service-ping release 2026-W46"})
final class ReleaseCommand implements Callable<Integer> {
    private final CommonOptions common;

    @Parameters(paramLabel = "WEEK", description = "The ISO week of the ping, such as 2026-W46.")
    private @Nullable Period week;

    @Mixin
    private final JsonOption json = new JsonOption();

    ReleaseCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        // Also of a week that has not ended: the clock was wrong when the ping was frozen.
        Period period = Objects.requireNonNull(week);
        OutboxCommands.Result result = new OutboxCommands(common.request(ProgressView.NONE)).release(period);
        if (result instanceof OutboxCommands.Busy busy) {
            common.note("Another run is under way (" + busy.who() + "); this one did nothing.");
            return ExitCode.TRY_LATER.number();
        } else if (result instanceof OutboxCommands.Forbidden forbidden) {
            throw new CommandException(
                    ExitCode.CONFIGURATION, forbidden.text() + ". Nothing is released until it is on.");
        }
        List<PingSummary> released = ((OutboxCommands.Tried) result).pings();
        if (released.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "No ping of " + period + " is withdrawn; 'status' shows which are.");
        }
        json.print(common.out(), () -> PingJson.list(released), () -> released.forEach(this::print));
        return ExitCode.DONE.number();
    }

    private void print(PingSummary ping) {
        common.print("Released: the ping of " + ping.period() + ", " + ping.pingId() + ", " + ping.digest() + ". "
                + Remedies.of(ping));
    }
}
