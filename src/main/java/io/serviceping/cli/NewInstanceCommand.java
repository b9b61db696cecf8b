package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.json.Json;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.cli.json.PingJson;
import io.serviceping.job.delivery.OutboxCommands;
import io.serviceping.job.installation.ProgressView;
import io.serviceping.outbox.PingSummary;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "new-instance",
        description = {
            "Give this installation an id of its own: for a copy of another one, whose pings the endpoint refuses.",
            "Pings that wait under the old id are given up. Not for a restored backup, which is still the same."
        },
        footer = {
            "",
            "Examples:",
            "  service-ping new-instance           what it would do",
            "  service-ping new-instance --yes     do it"
        })
final class NewInstanceCommand implements Callable<Integer> {
    private final CommonOptions common;

    @Option(names = "--yes", description = "Do it; without this, the command only says what it would do.")
    private boolean yes;

    @Mixin
    private final JsonOption json = new JsonOption();

    NewInstanceCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        OutboxCommands outbox = new OutboxCommands(common.request(ProgressView.NONE));
        return tell(yes ? outbox.renew() : outbox.look()).number();
    }

    private ExitCode tell(OutboxCommands.Result result) throws CommandException {
        if (result instanceof OutboxCommands.Busy busy) {
            common.note("Another run is under way (" + busy.who() + "); this one did nothing.");
            return ExitCode.TRY_LATER;
        } else if (result instanceof OutboxCommands.Known known) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "Nothing was changed. With --yes, the instance " + known.instanceId() + " gets a new id, and "
                            + pings(known.waiting()) + " given up for good.");
        }
        OutboxCommands.Renewed renewed = (OutboxCommands.Renewed) result;
        if (json.isGiven()) {
            ObjectNode document = Json.object()
                    .put("before", renewed.before().toString())
                    .put("now", renewed.now().toString());
            document.set("dropped", Json.list(renewed.dropped(), PingJson::of));
            common.out().document(Json.text(document));
            return ExitCode.DONE;
        }
        common.print("The instance " + renewed.before() + " is now " + renewed.now() + "; " + pings(renewed.dropped())
                + " given up.");
        return ExitCode.DONE;
    }

    private static String pings(List<PingSummary> pings) {
        return pings.isEmpty()
                ? "no waiting ping is"
                : "the waiting "
                        + (pings.size() == 1 ? "ping of " : "pings of ")
                        + pings.stream().map(PingSummary::period).collect(Collectors.joining(", "))
                        + (pings.size() == 1 ? " is" : " are");
    }
}
