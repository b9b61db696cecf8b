package io.serviceping.cli;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.consent.OptOutFlag;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "opt-out",
        description =
                "Switch Service Ping off: no query, no connection, until 'opt-in'. A run under way sends nothing more.",
        footer = {
            "",
            "Examples:",
            "  service-ping opt-out",
            "  service-ping opt-out --reason 'asked by legal, ticket 4711'"
        })
final class OptOutCommand implements Callable<Integer> {
    private final CommonOptions common;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept here and shown by 'status'; never sent.")
    private Optional<String> reason = Optional.empty();

    OptOutCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        String user = System.getProperty("user.name", "unknown");
        new OptOutFlag(common.home().folder())
                .raise(user, reason, common.surroundings().clock().instant());
        if (common.consent().decide() instanceof ConsentDecision.Off off) {
            common.print(off.text());
        }
        return ExitCode.DONE.number();
    }
}
