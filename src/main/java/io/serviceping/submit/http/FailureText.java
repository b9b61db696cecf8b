package io.serviceping.submit.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Describes why there was no answer, and what to do, without a host or an address. */
final class FailureText {
    private static final Pattern TUNNEL_REFUSED = Pattern.compile("Tunnel failed, got: (\\d{3})");

    private static final Pattern CERTIFICATE_ALERT =
            Pattern.compile("Received fatal alert: (\\w*certificate\\w*|unknown_ca|access_denied)");

    /** The first bytes of an alert in a record of TLS (RFC 8446, 5.1). */
    private static final String TLS_RECORD = "\u0015\u0003";

    private final Peer peer;
    private final Endpoint endpoint;
    private final String proxy;
    private final ClientCertificate requests;

    /**
     * @param isTunnel whether a proxy is used
     * @param requests records the endpoint's requests for a certificate
     */
    FailureText(Peer peer, Endpoint endpoint, boolean isTunnel, ClientCertificate requests) {
        this.peer = peer;
        this.endpoint = endpoint;
        this.requests = requests;
        this.proxy = isTunnel ? " (proxy)" : "";
    }

    String noAnswer() {
        return "no answer within " + seconds(endpoint.timeout());
    }

    String reason(Throwable failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within " + seconds(endpoint.connectTimeout()) + proxy;
        }
        if (in(failure, UnresolvedAddressException.class).isPresent()
                || in(failure, UnknownHostException.class).isPresent()) {
            return "host name not found" + proxy;
        }
        if (in(failure, SSLException.class).isPresent()) {
            return isPlain(failure)
                    ? peer.noun() + " speaks plain HTTP, not TLS, at the port of " + peer.url()
                    : "TLS handshake failed" + tls(failure);
        }
        if (says(failure, TLS_RECORD)) {
            return peer.noun() + " speaks TLS, not plain HTTP, at the port of " + peer.url() + ": write https://";
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return (isRefusal(failure) ? "connection refused" : "host not reachable") + proxy;
        }
        if (failure instanceof ProtocolException) {
            return "the answer is not HTTP";
        }
        return failure instanceof IOException
                ? tunnel(failure).orElse("connection closed before the answer was complete" + afterRequest(failure))
                : "the request failed (" + failure.getClass().getSimpleName() + ")";
    }

    /** As the JDK's client says that a proxy refuses. */
    static IOException refusedTunnel(String status) {
        return new IOException("Tunnel failed, got: " + status);
    }

    private static Optional<String> tunnel(Throwable failure) {
        return causes(failure)
                .map(cause -> TUNNEL_REFUSED.matcher(String.valueOf(cause.getMessage())))
                .filter(Matcher::find)
                .map(found -> "the proxy refuses the way to the endpoint (HTTP " + found.group(1) + ")")
                .findFirst();
    }

    private static boolean isRefusal(Throwable failure) {
        return in(failure, ConnectException.class)
                .map(Throwable::getMessage)
                .map(message -> message.contains("refused"))
                .orElse(true);
    }

    /** The JDK says so when the first bytes are those of no TLS record, such as those of an HTTP answer. */
    private static boolean isPlain(Throwable failure) {
        return says(failure, "unrecognized ssl message");
    }

    private static boolean says(Throwable failure, String words) {
        return causes(failure)
                .anyMatch(cause -> String.valueOf(cause.getMessage())
                        .toLowerCase(Locale.ROOT)
                        .contains(words));
    }

    private String tls(Throwable failure) {
        if (in(failure, CertificateExpiredException.class).isPresent()) {
            return ": certificate expired";
        }
        if (in(failure, CertificateNotYetValidException.class).isPresent()) {
            return ": certificate not yet valid (is our clock right?)";
        }
        if (in(failure, CertPathBuilderException.class).isPresent()) {
            return ": certificate not trusted (its authority belongs in " + peer.authorities() + ")";
        }
        if (in(failure, CertificateException.class).isPresent()) {
            return ": certificate refused, or made out to another name than that in " + peer.url();
        }
        if (requests.isUnanswered()) {
            return ": " + wanted();
        }
        return isAboutCertificate(failure)
                ? ": the endpoint refuses our certificate (endpoint.client-certificate)"
                : "";
    }

    /**
     * In TLS 1.3 a server that misses our certificate may close the connection after the handshake, and its alert may
     * be lost. A server of TLS may also close a connection that begins with plain HTTP.
     */
    private String afterRequest(Throwable failure) {
        if (requests.isUnanswered()) {
            return "; " + wanted();
        }
        return "http".equalsIgnoreCase(endpoint.url().getScheme()) && says(failure, "received no bytes")
                ? "; if the port of " + peer.url() + " speaks TLS, write https://"
                : "";
    }

    private String wanted() {
        return requests.haveCertificate()
                ? "the endpoint wants a certificate of another authority or kind than that in endpoint.client-certificate"
                : "the endpoint wants a certificate of ours (endpoint.client-certificate)";
    }

    /** Whether the endpoint's alert (RFC 8446, 6.2) is about our certificate. */
    private static boolean isAboutCertificate(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> CERTIFICATE_ALERT
                        .matcher(String.valueOf(cause.getMessage()))
                        .find());
    }

    private static <T extends Throwable> Optional<T> in(Throwable failure, Class<T> kind) {
        return causes(failure).filter(kind::isInstance).map(kind::cast).findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return (millis % 1000 == 0 ? String.valueOf(millis / 1000) : String.valueOf(millis / 1000.0)) + " s";
    }
}
