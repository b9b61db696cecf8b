package io.serviceping.doctor;

import io.serviceping.consent.Consent;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.consent.SharedOptOut;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Whether Service Ping is on. Until it is known to be on, no other check may connect to anything. */
final class ConsentCheck implements Check {
    private static final String LEFT_OUT =
            " Not looked at: application databases, endpoint, dead-man URL, a state database on PostgreSQL.";

    private static final String MEND_STATE =
            "Mend the state database (service-ping.state.url, username, password-file).";

    private final Subject subject;
    private final Optional<ServicePingSettings> settings;
    private volatile boolean on;
    private volatile boolean maySend;

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

    /** Whether the endpoint may be connected to. */
    boolean maySend() {
        return maySend;
    }

    @Override
    public List<Finding> look() {
        Consent consent = subject.consent();
        ConsentDecision here = consent.decide();
        if (here.noCounting().isEmpty()
                && !settings.map(valid -> valid.state().isH2()).orElse(true)) {
            return List.of(shared(consent));
        }
        return List.of(finding(here));
    }

    private Finding shared(Consent consent) {
        try (StateDatabase state =
                StateDatabase.open(settings.orElseThrow().state().address(), 2)) {
            return finding(consent.and(new SharedOptOut(state.dataSource())).decide());
        } catch (StateUnavailableException | RuntimeException e) {
            return Finding.critical(
                    "Whether Service Ping is on is not known: the opt-out flag is in the state database, which cannot be"
                            + " read: " + Finding.sentence(String.valueOf(e.getMessage())) + LEFT_OUT,
                    MEND_STATE);
        }
    }

    private Finding finding(ConsentDecision decision) {
        if (decision instanceof ConsentDecision.Off off) {
            return Finding.note(
                    Finding.sentence(off.text()) + LEFT_OUT,
                    "To switch it on, take back each of these; 'opt-in' takes back 'opt-out'.");
        }
        if (decision instanceof ConsentDecision.Unknown unknown) {
            return Finding.critical(
                    Finding.sentence(unknown.text()) + LEFT_OUT,
                    unknown.why() instanceof UncheckedIOException
                            ? FailedLook.finding(unknown.why()).remedy()
                            : MEND_STATE);
        }
        on = true;
        maySend = decision.noSending().isEmpty();
        return Finding.ok(decision.noSending().orElse("Service Ping is on."));
    }
}
