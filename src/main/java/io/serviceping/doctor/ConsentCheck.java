package io.serviceping.doctor;

import io.serviceping.consent.Consent;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.consent.SharedOptOut;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import java.util.List;
import java.util.Optional;

/** Whether Service Ping is on. Until it is known to be on, no other check may connect to anything. */
final class ConsentCheck implements Check {
    private static final String LEFT_OUT =
            " Not looked at: application databases, endpoint, a state database on PostgreSQL.";

    private final Subject subject;
    private final Optional<ServicePingSettings> settings;
    private volatile boolean on;

    ConsentCheck(Subject subject, Optional<ServicePingSettings> settings) {
        this.subject = subject;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "consent";
    }

    /** False until {@link #look} has found out. */
    boolean isOn() {
        return on;
    }

    @Override
    public List<Finding> look() {
        Consent consent = subject.consent();
        if (consent.decide() instanceof ConsentDecision.Off off) {
            return off(off);
        }
        if (settings.isEmpty() || settings.get().state().isH2()) {
            return on();
        }
        try (StateDatabase state = StateDatabase.open(settings.get().state().address(), 2)) {
            return consent.and(new SharedOptOut(state.dataSource())).decide() instanceof ConsentDecision.Off off
                    ? off(off)
                    : on();
        } catch (StateUnavailableException | RuntimeException e) {
            return List.of(Finding.critical(
                    "Whether Service Ping is on is not known: the opt-out flag is in the state database, which cannot be"
                            + " read: " + e.getMessage() + LEFT_OUT,
                    "Mend the state database (service-ping.state.url, username, password-file)."));
        }
    }

    private List<Finding> on() {
        on = true;
        return List.of(Finding.ok("Service Ping is on."));
    }

    private static List<Finding> off(ConsentDecision.Off off) {
        return List.of(Finding.note(
                off.text() + "." + LEFT_OUT,
                "To switch it on, take back each of these; 'opt-in' takes back 'opt-out'."));
    }
}
