package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.OutputFile;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.cli.json.PingJson;
import io.serviceping.job.delivery.AirGap;
import io.serviceping.job.delivery.AirGap.Selection;
import io.serviceping.job.installation.ProgressView;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.outbox.PingSummary;
import io.serviceping.time.Period;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = "Write what waits in the outbox to a file, to be posted from another machine. Sends nothing.",
        footer = {
            "",
            "Examples:",
            "  service-ping export --output pings.zip                       all that waits",
            "  service-ping export --period 2026-W46 --output ping.zip      one week's",
            "",
            "README.txt in the file says how to post it; 'import-receipt' takes the answers."
        })
final class ExportCommand implements Callable<Integer> {
    private final CommonOptions common;

    @ArgGroup
    private One one = new One();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The zip file; FILE.sha256 as well.")
    private Path output = Path.of("");

    /** Selects one ping. Missing: all pings that wait. */
    static final class One {
        @Option(names = "--period", paramLabel = "WEEK", description = "The ping of that week, whatever its state.")
        private Optional<Period> period = Optional.empty();

        @Option(names = "--ping-id", paramLabel = "ID", description = "The ping with that id, whatever its state.")
        private Optional<UUID> pingId = Optional.empty();
    }

    @Mixin
    private final JsonOption json = new JsonOption();

    ExportCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> forbidden = common.consent().known().noSending();
        if (forbidden.isPresent()) {
            common.print(forbidden.get());
            return ExitCode.DONE.number();
        }
        new OutputFile(output).requireWritable();
        RunRequest request = common.request(ProgressView.NONE);
        new Prerequisites(request.settings()).requireEndpoint();
        return tell(new AirGap(request).export(selection(), output)).number();
    }

    private Selection selection() {
        return one.period
                .<Selection>map(Selection.OfPeriod::new)
                .or(() -> one.pingId.map(Selection.OfId::new))
                .orElseGet(Selection.Waiting::new);
    }

    private ExitCode tell(AirGap.Result result) throws CommandException {
        if (result instanceof AirGap.Busy busy) {
            common.note("Another run is under way (" + busy.who() + "); this one did nothing.");
            return ExitCode.TRY_LATER;
        }
        if (result instanceof AirGap.Forbidden forbidden) {
            common.print(forbidden.text());
            return ExitCode.DONE;
        }
        if (result instanceof AirGap.Withdrawn withdrawn) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The ping of " + withdrawn.period() + " is withdrawn; 'release " + withdrawn.period()
                            + "' lets it leave.");
        }
        AirGap.Exported exported = (AirGap.Exported) result;
        boolean nothingWaits = !exported.dropped() && selection() instanceof Selection.Waiting;
        if (json.isGiven() && (nothingWaits || !exported.pings().isEmpty())) {
            common.out().document(PingJson.list(exported.pings()));
        } else if (!exported.pings().isEmpty()) {
            common.print("Wrote " + output + " and its checksum: "
                    + exported.pings().stream().map(PingSummary::period).collect(Collectors.joining(", ")) + ".");
        } else if (exported.dropped()) {
            throw new CommandException(ExitCode.USAGE, "The bytes of that ping are kept no longer.");
        } else if (nothingWaits) {
            common.print("Nothing to do: nothing waits in the outbox.");
        } else {
            throw new CommandException(ExitCode.USAGE, "There is no such ping; 'status' shows what waits.");
        }
        return ExitCode.DONE;
    }
}
