package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.OutputOption;
import io.serviceping.cli.console.ProgressLine;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.job.installation.MissingValue;
import io.serviceping.job.preview.PingPreview;
import io.serviceping.time.Period;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "preview",
        description = {
            "Print the payload JSON as it would be sent. Sends nothing, freezes nothing.",
            "For a period that is frozen already, prints the very bytes that were or will be sent."
        },
        footer = {
            "",
            "Examples:",
            "  service-ping preview | less",
            "  service-ping preview --output ping.json",
            "  service-ping preview | jq .metrics.counts",
            "",
            "It works while Service Ping is switched off too, so that you can read it before",
            "you decide."
        })
final class PreviewCommand implements Callable<Integer> {
    private final CommonOptions common;

    @Option(names = "--period", paramLabel = "WEEK", description = "An ISO week that has ended, such as 2026-W46.")
    private Optional<Period> period = Optional.empty();

    @Mixin
    private final OutputOption output = new OutputOption();

    PreviewCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        Period week = common.period(period);
        output.requireWritable();
        if (common.consent().decide() instanceof ConsentDecision.Off off) {
            common.note(off.text() + ". This only shows what would be sent.");
        }
        try (ProgressLine progress = common.progress("Counting")) {
            PingPreview.Preview preview = new PingPreview(common.request(progress)).of(week);
            progress.close();
            output.write(common.out(), preview.json()).ifPresent(common::note);
            preview.digest().ifPresent(digest -> {
                common.note("Frozen: these are the bytes that were or will be sent for " + week + ".");
                common.note("Their digest: " + digest);
            });
            MissingValues.tell(common, MissingValue.of(preview.results()));
        }
        return ExitCode.DONE.number();
    }
}
