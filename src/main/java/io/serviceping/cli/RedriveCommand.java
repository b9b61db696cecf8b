package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Remedies;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.cli.json.PingJson;
import io.serviceping.job.delivery.OutboxCommands;
import io.serviceping.job.installation.ProgressView;
import io.serviceping.outbox.PingSummary;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "redrive",
        description =
                "Put the pings that the endpoint refused back in the queue, once the cause is mended. Sends nothing.",
        footer = {"", "Example:", "  service-ping redrive && service-ping submit"})
final class RedriveCommand implements Callable<Integer> {
    private final CommonOptions common;

    @Mixin
    private final JsonOption json = new JsonOption();

    RedriveCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        OutboxCommands.Result result = new OutboxCommands(common.request(ProgressView.NONE)).redrive();
        if (result instanceof OutboxCommands.Busy busy) {
            common.note("Another run is under way (" + busy.who() + "); this one did nothing.");
            return ExitCode.TRY_LATER.number();
        }
        List<PingSummary> back = ((OutboxCommands.Tried) result).pings();
        if (json.isGiven()) {
            common.out().document(PingJson.list(back));
            return ExitCode.DONE.number();
        }
        back.forEach(ping -> common.print(
                "Back in the queue: the ping of " + ping.period() + ", " + ping.pingId() + ". " + Remedies.of(ping)));
        if (back.isEmpty()) {
            common.print("Nothing to do: no ping is quarantined or held.");
        }
        return ExitCode.DONE.number();
    }
}
