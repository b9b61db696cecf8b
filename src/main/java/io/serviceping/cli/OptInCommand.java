package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.consent.OffTimes;
import io.serviceping.job.installation.ConsentSwitch;
import io.serviceping.settings.InvalidSettingsException;
import io.serviceping.state.StateUnavailableException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.dao.DataAccessException;
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
        ConsentSwitch flags = new ConsentSwitch(common.home(), common.context().time());
        // Also of an opt-out that no run has seen: what waited then stays here.
        OffTimes times = new OffTimes(common.home().folder());
        if (common.consent().decide().noSending().isPresent()) {
            times.off(common.now());
        }
        lowerShared(flags);
        flags.lower();
        Optional<String> forbidden = common.consent().known().noSending();
        if (forbidden.isEmpty()) {
            times.on(common.now());
        }
        common.print(forbidden.orElse("Service Ping is on."));
        return ExitCode.DONE.number();
    }

    /** The shared flag is lowered first: if that fails, Service Ping stays off here too. */
    private void lowerShared(ConsentSwitch flags) throws Exception {
        try {
            flags.lowerShared(common.settings());
        } catch (InvalidSettingsException e) {
            common.note(
                    "Still off: whether a shared state database says so too cannot be known, since the configuration"
                            + " cannot be read.");
            throw e;
        } catch (StateUnavailableException | DataAccessException e) {
            common.note("Still off: the flag in the state database could not be taken back.");
            throw e;
        }
    }
}
