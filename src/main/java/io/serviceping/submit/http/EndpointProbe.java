package io.serviceping.submit.http;

import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What the endpoint answers to a request without a ping. */
public sealed interface EndpointProbe {
    /**
     * An answer.
     *
     * @param status of HTTP
     * @param date by the endpoint's clock
     * @param certificateEnd when its certificate expires; empty without TLS
     */
    record Answer(int status, Optional<Instant> date, Optional<Instant> certificateEnd) implements EndpointProbe {}

    /**
     * No answer.
     *
     * @param reason in words, without a host or an address
     */
    record NoAnswer(String reason) implements EndpointProbe {}

    /** Of the endpoint's own certificate, the first of the chain. */
    static Optional<Instant> certificateEnd(HttpResponse<?> response) {
        return response.sslSession().flatMap(session -> {
            try {
                return session.getPeerCertificates()[0] instanceof X509Certificate own
                        ? Optional.of(own.getNotAfter().toInstant())
                        : Optional.empty();
            } catch (SSLPeerUnverifiedException e) {
                return Optional.empty();
            }
        });
    }
}
