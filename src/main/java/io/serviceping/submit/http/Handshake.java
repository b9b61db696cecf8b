package io.serviceping.submit.http;

import io.serviceping.time.Bounded;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Goes the way of a request, through the proxy and up to TLS, and sends none. */
public final class Handshake {
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final String STATUS_LINE = "(?s)HTTP/1\\.[01] (\\d{3}).*";

    private final Endpoint endpoint;
    private final ProxyRoute route;
    private final ClientCertificate certificate;
    private final Optional<KeyStore> authorities;
    private final FailureText failure;

    /** @throws CredentialException if a file for TLS cannot be used */
    public Handshake(Peer peer, Endpoint endpoint) {
        this.endpoint = endpoint;
        this.route = new ProxyRoute(endpoint);
        TlsContext files = new TlsContext(endpoint.tlsFiles());
        this.certificate = files.requests();
        this.authorities = files.authorities();
        this.failure = new FailureText(peer, endpoint, route.isTunnel(), certificate);
    }

    /**
     * Why a request would not arrive, in words without a host or an address. Empty: the way is free.
     *
     * @throws CredentialException if the file with the password of the proxy cannot be used
     */
    public Optional<String> obstacle() throws InterruptedException {
        String tunnel = route.authorization()
                .map(login -> "Proxy-Authorization: " + login + "\r\n")
                .orElse("");
        try {
            return Bounded.call(() -> arrived(tunnel), endpoint.timeout());
        } catch (TimeoutException e) {
            return Optional.of(failure.noAnswer());
        } catch (ExecutionException e) {
            return Optional.of(failure.reason(Objects.requireNonNull(e.getCause())));
        }
    }

    private Optional<String> arrived(String login) throws IOException {
        try (Socket connection = new Socket(java.net.Proxy.NO_PROXY)) {
            connection.connect(firstHop());
            if (route.isTunnel()) {
                dig(connection, login);
            }
            if ("https".equalsIgnoreCase(endpoint.url().getScheme())) {
                shakeHands(connection);
            }
        }
        return Optional.empty();
    }

    private SocketAddress firstHop() throws IOException {
        if (route.isTunnel()) {
            return route.select(endpoint.url()).get(0).address();
        }
        URI target = new EndpointAddresses(
                        host -> List.of(InetAddress.getAllByName(host)), endpoint.connectTimeout(), false)
                .found(endpoint.url());
        return new InetSocketAddress(EndpointAddresses.bare(target.getHost()), EndpointAddresses.port(target));
    }

    /** Opens a tunnel through the proxy (RFC 9110, 9.3.6). */
    private void dig(Socket connection, String login) throws IOException {
        String target = endpoint.url().getHost() + ":" + EndpointAddresses.port(endpoint.url());
        String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + login + "\r\n";
        connection.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String answer = head(connection.getInputStream());
        if (!answer.matches(STATUS_LINE)) {
            throw new ProtocolException("the proxy does not speak HTTP");
        }
        String status = answer.replaceFirst(STATUS_LINE, "$1");
        if (!status.startsWith("2")) {
            throw FailureText.refusedTunnel(status);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0 && head.length() < LONGEST_HEAD; next = in.read()) {
            head.append((char) next);
            if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    private void shakeHands(Socket connection) throws IOException {
        SSLParameters parameters = TlsContext.parameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        try (SSLSocket tls = (SSLSocket) TlsContext.context(authorities, certificate)
                .getSocketFactory()
                .createSocket(
                        connection,
                        EndpointAddresses.bare(endpoint.url().getHost()),
                        EndpointAddresses.port(endpoint.url()),
                        true)) {
            tls.setSSLParameters(parameters);
            tls.startHandshake();
        }
    }
}
