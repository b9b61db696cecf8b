package io.serviceping.doctor;

import io.serviceping.job.installation.Version;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.submit.http.CredentialException;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.EndpointProbe;
import io.serviceping.submit.http.Peer;
import io.serviceping.submit.http.Permission;
import io.serviceping.submit.http.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a ping could be delivered: asks the endpoint with the token, by the proxy and over TLS, and sends no content. */
final class EndpointCheck implements Check {
    private static final Duration LARGEST_DIFFERENCE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofDays(14);

    private final Subject subject;
    private final ServicePingSettings settings;

    EndpointCheck(Subject subject, ServicePingSettings settings) {
        this.subject = subject;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "endpoint";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        if (settings.endpoint().isEmpty()) {
            return List.of(Finding.critical(
                    "service-ping.endpoint.url is not set, so there is nowhere to send a ping.",
                    "Set it in config/application.yml; without it a week can only be frozen: run --no-submit."));
        }
        Endpoint endpoint = settings.endpoint().get();
        try {
            Transport transport = new Transport(endpoint, Version.current());
            return transport
                    .probe(transport.credentials(), permission())
                    .map(probe -> of(probe, endpoint))
                    .orElseGet(() -> List.of(Finding.note("Service Ping was switched off during the check.", "")));
        } catch (CredentialException e) {
            return List.of(FailedLook.finding(e));
        }
    }

    private Permission permission() {
        return new Permission() {
            @Override
            public boolean isGiven() {
                return subject.consent().decide().noSending().isEmpty();
            }

            @Override
            public Sending begin() {
                return () -> {};
            }
        };
    }

    private List<Finding> of(EndpointProbe probe, Endpoint endpoint) {
        if (probe instanceof EndpointProbe.NoAnswer none) {
            return List.of(Finding.critical(
                    "The endpoint does not answer: " + none.reason() + ".",
                    WayRemedies.of(none.reason(), Peer.ENDPOINT)));
        }
        EndpointProbe.Answer answer = (EndpointProbe.Answer) probe;
        List<Finding> findings = new ArrayList<>();
        findings.add(status(answer.status(), endpoint.keyFiles().token().isPresent()));
        answer.certificateEnd().ifPresent(end -> findings.add(certificate(end)));
        answer.date().flatMap(this::clock).ifPresent(findings::add);
        return findings;
    }

    private static Finding status(int status, boolean hasToken) {
        String answers = "The endpoint answers HTTP " + status + " to a HEAD request without content";
        if (status == 401 || status == 403) {
            return hasToken
                    ? Finding.critical(
                            answers + ": it does not know our token.",
                            "Write the token that it knows into the file of endpoint.token-file.")
                    : Finding.critical(
                            answers + ": it wants a token.",
                            "Write its token into a file, and name that in endpoint.token-file.");
        } else if (status == 407) {
            return Finding.critical(
                    "The proxy asks who we are (HTTP 407).",
                    "Set endpoint.proxy.username and endpoint.proxy.password-file.");
        } else if (status == 410) {
            return Finding.critical(answers + ": it is gone.", "Set endpoint.url to its new address.");
        } else if (status == 404) {
            return Finding.warning(
                    answers + ": it has nothing at this path, or answers HEAD so.", "Check the path in endpoint.url.");
        } else if (status >= 500) {
            return Finding.warning(answers + ".", "Ask who runs the endpoint; later runs try again.");
        } else if (status >= 300 && status < 400) {
            return Finding.critical(
                    answers + ": redirects are not followed.", "Set endpoint.url to the address that it names.");
        }
        return Finding.ok(answers + (status == 405 ? ", which need not check the token." : "."));
    }

    private Finding certificate(Instant end) {
        if (end.isBefore(subject.clock().instant())) {
            // Java looks at no dates of a certificate that is trusted by itself (RFC 5280, 6.1: a trust anchor).
            return Finding.warning(
                    "The endpoint's certificate has expired at " + end
                            + ". Pings are sent all the same, since endpoint.trust-store names this very certificate.",
                    "Ask who runs the endpoint to renew it, and name the new one in endpoint.trust-store.");
        }
        String text = "The endpoint's certificate is trusted, and expires at " + end + ".";
        return end.isBefore(subject.clock().instant().plus(SOON))
                ? Finding.warning(text, "Ask who runs the endpoint to renew it.")
                : Finding.ok(text);
    }

    private Optional<Finding> clock(Instant theirs) {
        Duration difference = Duration.between(theirs, subject.clock().instant());
        return difference.abs().compareTo(LARGEST_DIFFERENCE) <= 0
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        "The clock of this machine is " + words(difference.abs())
                                + (difference.isNegative() ? " behind" : " ahead of") + " the endpoint's.",
                        "Set it (timedatectl set-ntp true): it chooses the week that is counted."));
    }

    private static String words(Duration time) {
        return time.toDays() > 1
                ? time.toDays() + " days"
                : time.toHours() > 1 ? time.toHours() + " hours" : time.toMinutes() + " min";
    }
}
