package io.serviceping.cli;

import io.serviceping.cli.console.CommandException;
import io.serviceping.cli.console.ExitCode;
import io.serviceping.settings.ServicePingSettings;

/** Fails a command that sends if no endpoint is configured. */
final class Endpoints {
    private Endpoints() {}

    static void require(ServicePingSettings settings) throws CommandException {
        if (settings.endpoint().isEmpty()) {
            throw new CommandException(
                    ExitCode.CONFIGURATION,
                    "service-ping.endpoint.url is not set, so there is nowhere to send the ping. Set it in"
                            + " config/application.yml, or freeze without sending: run --no-submit.");
        }
    }
}
