package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.json.Json;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.cli.json.PingJson;
import io.serviceping.job.delivery.AirGap;
import io.serviceping.job.delivery.AirGap.Receipted;
import io.serviceping.job.installation.ProgressView;
import io.serviceping.outbox.PingSummary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "import-receipt",
        description = "Close exported pings with the endpoint's answers. Connects to nothing but the state database.",
        footer = {"", "Examples:", "  service-ping import-receipt receipts.json", "  service-ping import-receipt -"})
final class ImportReceiptCommand implements Callable<Integer> {
    private static final int LONGEST_FILE = 16 * 1024 * 1024;

    private final CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "The answers, one JSON document or several; - for standard input.")
    private Path file = Path.of("-");

    @Mixin
    private final JsonOption json = new JsonOption();

    ImportReceiptCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        AirGap.Result result = new AirGap(common.request(ProgressView.NONE)).importReceipts(answers());
        if (result instanceof AirGap.Busy busy) {
            common.note("Another run is under way (" + busy.who() + "); this one did nothing.");
            return ExitCode.TRY_LATER.number();
        }
        List<Receipted> receipts = ((AirGap.Imported) result).receipts();
        json.print(
                common.out(),
                () -> Json.text(Json.object().set("receipts", Json.list(receipts, ImportReceiptCommand::node))),
                () -> print(receipts));
        boolean refused = receipts.stream().anyMatch(Receipted.Refused.class::isInstance);
        return (refused ? ExitCode.USAGE : ExitCode.DONE).number();
    }

    private static ObjectNode node(Receipted receipt) {
        ObjectNode node = Json.object();
        if (receipt instanceof Receipted.Refused refused) {
            node.put("result", "refused").putNull("ping");
            return node.put("problem", refused.problem());
        }
        boolean now = receipt instanceof Receipted.Closed;
        PingSummary ping =
                receipt instanceof Receipted.Closed closed ? closed.ping() : ((Receipted.Before) receipt).ping();
        node.put("result", now ? "delivered" : "before").set("ping", PingJson.of(ping));
        return node.putNull("problem");
    }

    private void print(List<Receipted> receipts) {
        for (Receipted receipt : receipts) {
            if (receipt instanceof Receipted.Refused problem) {
                common.note("Not taken from " + file + ": " + problem.problem() + ". Nothing was changed by it.");
            } else if (receipt instanceof Receipted.Closed closed) {
                common.print("Delivered the ping of " + words(closed.ping()));
            } else if (receipt instanceof Receipted.Before before) {
                common.print("Nothing to do: delivered before, the ping of " + words(before.ping()));
            }
        }
    }

    private static String words(PingSummary ping) {
        return ping.period() + ": " + ping.pingId() + ", receipt "
                + ping.receiptId().orElse("none") + ".";
    }

    private String answers() throws IOException, CommandException {
        if (Files.isDirectory(file)) {
            throw new CommandException(ExitCode.USAGE, file + " is a folder, not a file of receipts.");
        }
        try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
            if (bytes.length > LONGEST_FILE) {
                throw new CommandException(ExitCode.USAGE, file + " is too large to be receipts.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
