package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.cli.json.PingJson;
import io.serviceping.consent.OffTimes;
import io.serviceping.job.delivery.ChosenPings;
import io.serviceping.job.delivery.OutboxCommands;
import io.serviceping.job.installation.ProgressView;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.state.CommandRun;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "submit",
        description = "Deliver what the outbox holds, the oldest first, due or not. Counts nothing.",
        footer = {
            "",
            "Examples:",
            "  service-ping submit",
            "  service-ping submit --due       for a timer",
            "  service-ping submit --digest sha-256=:AbC...=:"
        })
final class SubmitCommand implements Callable<Integer> {
    private static final Set<CommandRun.Part> SENDS = Set.of(CommandRun.Part.SEND);

    private final CommonOptions common;

    @Option(
            names = "--due",
            description = "Only what is due, and only if the endpoint has not failed too often: what 'run' does first.")
    private boolean due;

    @Option(
            names = "--digest",
            paramLabel = "DIGEST",
            description = "Only the ping that has this digest, as 'preview' of a frozen week prints it, or nothing.")
    private Optional<String> digest = Optional.empty();

    @Mixin
    private final JsonOption json = new JsonOption();

    SubmitCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws CommandException {
        if (due && digest.isPresent()) {
            throw new CommandException(ExitCode.USAGE, "--due and --digest exclude each other: give one of them.");
        }
        KeptRun.Typed typed = new KeptRun.Typed("submit", Optional.empty(), due ? "scheduled" : "manual");
        return new KeptRun(common).of(typed, SENDS, this::submit);
    }

    private KeptRun.End submit() throws Exception {
        Optional<String> forbidden = common.consent().known().noSending();
        if (forbidden.isPresent()) {
            new OffTimes(common.home().folder()).off(common.now());
            common.print(forbidden.get());
            return KeptRun.End.withoutWork(ExitCode.DONE);
        }
        RunRequest request = common.request(ProgressView.NONE);
        new Prerequisites(request.settings()).requireEndpoint();
        OutboxCommands.Result result = new OutboxCommands(request).deliver(chosen());
        ExitCode code = tell(result);
        return result instanceof OutboxCommands.Tried
                ? KeptRun.End.worked(code, failed -> SENDS)
                : KeptRun.End.withoutWork(code);
    }

    private ChosenPings chosen() {
        return digest.map(ChosenPings::only).orElse(due ? ChosenPings.DUE : ChosenPings.ALL);
    }

    private ExitCode tell(OutboxCommands.Result result) throws CommandException {
        if (result instanceof OutboxCommands.Busy busy) {
            common.note("Another run is under way (" + busy.who() + "); this one did nothing.");
            return ExitCode.TRY_LATER;
        }
        if (result instanceof OutboxCommands.Forbidden forbidden) {
            common.print(forbidden.text());
            return ExitCode.DONE;
        }
        List<PingSummary> tried = ((OutboxCommands.Tried) result).pings();
        if (digest.isPresent() && tried.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "No ping with the digest " + digest.get()
                            + " waits, so nothing was sent; 'preview --period WEEK' prints that of a frozen week.");
        }
        json.print(common.out(), () -> PingJson.list(tried), () -> print(tried));
        boolean all = tried.stream().allMatch(ping -> ping.state() == PingState.DELIVERED);
        return all ? ExitCode.DONE : ExitCode.UNAVAILABLE;
    }

    private void print(List<PingSummary> tried) {
        if (tried.isEmpty()) {
            common.print("Nothing to do: the outbox is empty.");
        }
        tried.forEach(ping -> common.print(
                ping.state() == PingState.DELIVERED
                        ? "Delivered the ping of " + ping.period() + ": " + ping.pingId() + ", receipt "
                                + ping.receiptId().orElse("none") + "."
                        : "Not delivered: the ping of " + ping.period() + ", " + RunOutcome.describe(ping)));
    }
}
