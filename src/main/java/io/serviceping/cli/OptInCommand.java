package io.serviceping.cli;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.consent.OptOutFlag;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "opt-in",
        description = "Take 'opt-out' back. What else switches Service Ping off stays in force, and is named.",
        footer = {"", "Example:", "  service-ping opt-in"})
final class OptInCommand implements Callable<Integer> {
    private final CommonOptions common;

    OptInCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        new OptOutFlag(common.home().folder()).lower();
        common.print(common.consent().decide() instanceof ConsentDecision.Off off ? off.text() : "Service Ping is on.");
        return ExitCode.DONE.number();
    }
}
