package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.job.installation.ConsentSwitch;
import io.serviceping.settings.InvalidSettingsException;
import io.serviceping.state.StateUnavailableException;
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
        ConsentSwitch flags =
                new ConsentSwitch(common.home(), common.surroundings().time());
        lowerShared(flags);
        flags.lower();
        common.print(common.consent().known() instanceof ConsentDecision.Off off ? off.text() : "Service Ping is on.");
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
