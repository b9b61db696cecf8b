package io.serviceping.submit;

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
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why there was no answer, in words that name neither host nor address. */
final class Failure {
    private Failure() {}

    static String noAnswer(Duration limit) {
        return "no answer within " + seconds(limit);
    }

    static String reason(Throwable failure, Endpoint endpoint) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within " + seconds(endpoint.connectTimeout());
        }
        if (in(failure, UnresolvedAddressException.class).isPresent()
                || in(failure, UnknownHostException.class).isPresent()) {
            return "host name not found";
        }
        if (in(failure, SSLException.class).isPresent()) {
            return "TLS handshake failed" + certificate(failure);
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return isRefusal(failure) ? "connection refused" : "host not reachable";
        }
        if (failure instanceof ProtocolException) {
            return "the answer is not HTTP";
        }
        return failure instanceof IOException
                ? "connection closed before the answer was complete"
                : "the request failed (" + failure.getClass().getSimpleName() + ")";
    }

    private static boolean isRefusal(Throwable failure) {
        return in(failure, ConnectException.class)
                .map(Throwable::getMessage)
                .map(message -> message.contains("refused"))
                .orElse(true);
    }

    private static String certificate(Throwable failure) {
        if (in(failure, CertificateExpiredException.class).isPresent()) {
            return ": certificate expired";
        }
        if (in(failure, CertificateNotYetValidException.class).isPresent()) {
            return ": certificate not yet valid";
        }
        if (in(failure, CertPathBuilderException.class).isPresent()) {
            return ": certificate not trusted";
        }
        return in(failure, CertificateException.class).isPresent()
                ? ": certificate refused, or made out to another name"
                : "";
    }

    private static <T extends Throwable> Optional<T> in(Throwable failure, Class<T> kind) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    private static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return (millis % 1000 == 0 ? String.valueOf(millis / 1000) : String.valueOf(millis / 1000.0)) + " s";
    }
}
