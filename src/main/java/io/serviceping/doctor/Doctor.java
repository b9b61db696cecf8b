package io.serviceping.doctor;

import io.serviceping.settings.ServicePingSettings;
import io.serviceping.time.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs the checks, each bounded in time, so that none hides the others. Opens no socket while Service Ping is off. */
public final class Doctor {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Subject subject;

    /** By the check that has told it first. */
    private final Map<Finding, String> told = new HashMap<>();

    public Doctor(Subject subject) {
        this.subject = subject;
    }

    /** Looks at everything. */
    public List<Examined> everything() {
        Optional<ServicePingSettings> settings = subject.settings();
        List<Check> checks = new ArrayList<>();
        checks.add(new JavaCheck());
        checks.add(new ConfigurationCheck(subject));
        checks.add(new PermissionCheck(subject, settings));
        settings.ifPresent(valid -> checks.add(new DefinitionsCheck(subject, valid)));
        checks.add(new ScheduleCheck(subject));
        ConsentCheck consent = new ConsentCheck(subject, settings);
        checks.add(consent);
        List<Examined> all = new ArrayList<>();
        checks.forEach(check -> all.add(examined(check)));
        boolean isAllowed = consent.isOn();
        settings.filter(valid -> isAllowed || valid.state().isH2())
                .ifPresent(valid -> all.add(examined(new StateCheck(subject, valid))));
        if (isAllowed) {
            settings.ifPresent(valid -> valid.databases()
                    .keySet()
                    .forEach(name -> all.add(examined(new DatabaseCheck(subject, valid, name)))));
            settings.ifPresent(valid -> EventsCheck.all(subject, valid).forEach(events -> all.add(examined(events))));
            settings.filter(valid -> consent.maySend())
                    .ifPresent(valid -> all.add(examined(new EndpointCheck(subject, valid))));
            settings.flatMap(valid -> subject.monitoring().deadMan())
                    .ifPresent(url -> all.add(examined(new MonitoringCheck(url))));
        }
        return all;
    }

    /** Looks at nothing but whether a ping could be delivered. Sends none. */
    public List<Examined> endpoint() {
        Optional<ServicePingSettings> settings = subject.settings();
        if (settings.isEmpty()) {
            return List.of(examined(new ConfigurationCheck(subject)));
        }
        ConsentCheck consent = new ConsentCheck(subject, settings);
        Examined asked = examined(consent);
        return consent.maySend() ? List.of(examined(new EndpointCheck(subject, settings.get()))) : List.of(asked);
    }

    /** What is critical for the same reason is told once. */
    private Examined examined(Check check) {
        Set<String> earlier = new TreeSet<>();
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : findings(check::look)) {
            @Nullable
            String by =
                    finding.severity() == Finding.Severity.CRITICAL ? told.putIfAbsent(finding, check.name()) : null;
            if (by == null || by.equals(check.name())) {
                findings.add(finding);
            } else {
                earlier.add(by);
            }
        }
        earlier.forEach(by -> findings.add(Finding.note("Fails for the reason told above, under '" + by + "'.", "")));
        return new Examined(check.name(), findings);
    }

    private static List<Finding> findings(Callable<List<Finding>> look) {
        try {
            return Bounded.call(look, LONGEST);
        } catch (TimeoutException e) {
            return List.of(Finding.critical(
                    "No answer within " + LONGEST.toSeconds() + " s.",
                    "Find out what hangs: a network, a disk, or a server that is too busy."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.note("Interrupted.", ""));
        } catch (ExecutionException e) {
            return List.of(FailedLook.finding(Objects.requireNonNull(e.getCause())));
        }
    }
}
