package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.ThisHost;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.consent.OffTimes;
import io.serviceping.job.installation.ConsentSwitch;
import io.serviceping.job.installation.ConsentSwitch.Exchange;
import io.serviceping.settings.InvalidSettingsException;
import io.serviceping.state.StateUnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "opt-out",
        description = {
            "Switch Service Ping off: no query, no connection, until 'opt-in'.",
            "Once this returns 0, no ping leaves any more: an exchange that is under way is broken off first.",
            "A state database on PostgreSQL is told too: off for every machine that shares it."
        },
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
        ConsentSwitch flags = new ConsentSwitch(common.home(), common.context().time());
        raise(flags, user);
        if (common.consent().decide() instanceof ConsentDecision.Off off) {
            common.print(off.text());
        }
        new OffTimes(common.home().folder()).off(common.now());
        common.watch().switchedOff().ifPresent(common::note);
        Exchange here = flags.awaitEnd();
        return tell(here.or(raiseShared(flags, user))).number();
    }

    private void raise(ConsentSwitch flags, String user) throws IOException {
        try {
            flags.raise(user, reason);
        } catch (IOException e) {
            ConsentDecision now = common.consent().decide();
            if (!(now instanceof ConsentDecision.Off)) {
                common.note("Service Ping is still on"
                        + (now instanceof ConsentDecision.Unknown ? ", unless it was off before" : "")
                        + ": 'opt-out' could not write its flag. To switch it off without the flag, set"
                        + " SERVICE_PING_ENABLED=false in the environment of each run, or service-ping.enabled: false in"
                        + " config/application.yml.");
            }
            throw e;
        }
    }

    private Exchange raiseShared(ConsentSwitch flags, String user) throws Exception {
        try {
            return flags.raiseShared(common.settings(), user, ThisHost.name(), reason);
        } catch (InvalidSettingsException e) {
            common.note(
                    "Other machines that share a state database were not told, since the configuration cannot be read"
                            + " ('validate' says why). Run 'opt-out' again once it can, or on each of them.");
            return Exchange.NONE;
        } catch (StateUnavailableException | DataAccessException | SQLException e) {
            common.note("Off on this machine. Other machines that share the state database were not told:"
                    + " run 'opt-out' again once it can be used, or on each of them.");
            throw e;
        }
    }

    private ExitCode tell(Exchange exchange) {
        return switch (exchange) {
            case NONE -> ExitCode.DONE;
            case ENDED -> {
                common.note(
                        "A ping was being sent. That has ended and nothing leaves any more;"
                                + " what was sent before may have reached the endpoint ('status' shows whether it has a receipt).");
                yield ExitCode.DONE;
            }
            case LEFT_OPEN -> {
                common.note("A ping was being sent by a process that has no connection to the shared state database any"
                        + " more. If it was killed, nothing leaves. If it is stopped or cut off, its ping can still reach"
                        + " the endpoint when it goes on: make sure on its machine that it has ended.");
                yield ExitCode.TRY_LATER;
            }
            case UNDER_WAY -> {
                common.note("A ping is still being sent by a process that does not react"
                        + " ('status' names it): it can still reach the endpoint. End that process.");
                yield ExitCode.TRY_LATER;
            }
        };
    }
}
