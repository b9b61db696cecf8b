package io.serviceping.doctor;

import io.serviceping.settings.InvalidSettingsException;
import io.serviceping.settings.ServicePingSettings;
import java.util.ArrayList;
import java.util.List;

/** Whether the configuration can be used. */
final class ConfigurationCheck implements Check {
    private static final String MEND = "Mend it; 'config --effective' shows where each value comes from.";

    private final Subject subject;

    ConfigurationCheck(Subject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        try {
            ServicePingSettings settings = subject.load();
            findings.add(Finding.ok("The configuration of " + settings.product().name() + " is valid."));
        } catch (InvalidSettingsException e) {
            e.problems().forEach(problem -> findings.add(Finding.critical(problem.toString(), MEND)));
            findings.add(Finding.note(
                    "Not looked at until the configuration is valid: definitions, state, application databases, endpoint, dead-man URL.",
                    ""));
        }
        subject.monitoring().trouble().ifPresent(trouble -> findings.add(Finding.warning(trouble.text(), MEND)));
        return findings;
    }
}
